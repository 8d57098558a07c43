extension World {
  /// The built-in organisation: "Acme", 32 people with emails `first@acme.test`, always the same.
  ///
  /// Alice and Grace are administrators, and Alice comes first: she is the default identity of
  /// `--emulator`. Walter and Yvonne have left. Each of five leads lets their own team send as
  /// them, and neighbours in a team stand in for each other here and there.
  public static let acme = makeAcme()

  private static func makeAcme() -> World {
    let names = [
      ("Alice", "Anderson"), ("Bob", "Barker"), ("Carol", "Chen"), ("Dave", "Dawson"),
      ("Eve", "Ellison"), ("Frank", "Fischer"), ("Grace", "Garcia"), ("Heidi", "Hoffmann"),
      ("Ivan", "Ivanov"), ("Judy", "Jackson"), ("Karl", "Keller"), ("Laura", "Lindgren"),
      ("Mallory", "Mason"), ("Niaj", "Nasir"), ("Olivia", "Okafor"), ("Peggy", "Palmer"),
      ("Quentin", "Quist"), ("Rupert", "Reyes"), ("Sybil", "Santos"), ("Trent", "Tanaka"),
      ("Ursula", "Underwood"), ("Victor", "Vargas"), ("Walter", "Weber"), ("Xena", "Xu"),
      ("Yvonne", "Young"), ("Zoe", "Zimmermann"), ("Amir", "Abbasi"), ("Bianca", "Bellini"),
      ("Cyrus", "Cole"), ("Dora", "Dimitrova"), ("Emil", "Eriksen"), ("Fiona", "Flynn"),
    ]
    let users = names.map { first, last in
      let email = "\(first.lowercased())@acme.test"
      return Person(
        email: email, firstName: first, lastName: last, apiKey: CloseID.apiKey(email: email),
        role: ["Alice", "Grace"].contains(first) ? "admin" : "user",
        isInactive: ["Walter", "Yvonne"].contains(first))
    }
    let teams = [
      "alice": ["bob", "carol", "dave", "eve", "frank"],
      "grace": ["heidi", "ivan", "judy", "karl", "laura"],
      "mallory": ["niaj", "olivia", "peggy", "quentin"],
      "rupert": ["sybil", "trent", "ursula", "victor"],
      "zoe": ["amir", "bianca", "cyrus", "dora", "emil", "fiona", "xena"],
    ]
    var associations: [Association] = []
    for (lead, team) in teams.sorted(by: { $0.key < $1.key }) {
      for member in team {
        associations.append(
          Association(allowing: "\(lead)@acme.test", allowed: "\(member)@acme.test"))
      }
      for (member, neighbour) in zip(team, team.dropFirst()) where member < "p" {
        associations.append(
          Association(allowing: "\(member)@acme.test", allowed: "\(neighbour)@acme.test"))
      }
    }
    return World(
      checked: Organization(name: "Acme"), users: users, associations: associations)
  }
}
