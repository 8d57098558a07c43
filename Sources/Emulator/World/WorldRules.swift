/// The rules that every world keeps, checked part by part so that a message can name the place.
struct WorldRules {
  private var users = 0
  private var associations = 0
  private var emails: [String: (index: Int, spelling: String)] = [:]
  private var keys: [String: Int] = [:]
  private var userIDs: [String: Int] = [:]
  private var pairs: [World.Association: Int] = [:]
  private var associationIDs: [String: Int] = [:]
  private var groupNames: Set<String> = []
  private var surroundingIDs: Set<String> = []
  private let options: WorldOptions

  init(_ options: WorldOptions) {
    self.options = options
  }

  func check(_ organization: World.Organization) throws(EmulatorError) {
    try checkID(organization.id, prefix: "orga", at: "organization.id")
    guard !organization.name.isEmpty else {
      throw broken("organization.name", "is empty; give the organization a name")
    }
  }

  mutating func check(_ user: World.Person) throws(EmulatorError) {
    let (index, place) = (users, "users[\(users)]")
    users += 1
    guard Self.isEmail(user.email) else {
      throw broken(
        "\(place).email", "'\(user.email)' is no email; write it as name@example.test")
    }
    if let other = emails.updateValue((index, user.email), forKey: user.email.lowercased()) {
      throw broken(
        "\(place).email",
        "'\(user.email)' is also the email of users[\(other.index)]; people are named by email, "
          + "so each needs one of their own")
    }
    guard !user.firstName.isEmpty || !user.lastName.isEmpty else {
      throw broken("\(place).first_name", "is empty and so is last_name; give the person a name")
    }
    // Basic authentication ends the user name at a colon, and a header cannot carry the rest.
    guard !user.apiKey.isEmpty, user.apiKey.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      !user.apiKey.contains(":")
    else {
      throw broken(
        "\(place).api_key", "must be printable ASCII without spaces and colons, at least one sign")
    }
    if let other = keys.updateValue(index, forKey: user.apiKey) {
      throw broken(
        "\(place).api_key",
        "is also the key of users[\(other)]; a key says who is asking, so give each their own")
    }
    guard
      Self.roles.contains(user.role)
        || CloseID.isWellFormed(user.role, prefix: "role")
    else {
      throw broken(
        "\(place).role",
        "'\(user.role)' is no role; use admin, superuser, user, restricteduser or a role_… id")
    }
    try checkID(user.id, prefix: "user", at: "\(place).id")
    if let other = userIDs.updateValue(index, forKey: user.id) {
      throw broken("\(place).id", "'\(user.id)' is also the id of users[\(other)]")
    }
  }

  /// Checks an association and returns it with the emails spelled as the people spell them.
  mutating func check(
    _ association: World.Association
  ) throws(EmulatorError) -> World.Association {
    let (index, place) = (associations, "associations[\(associations)]")
    associations += 1
    let allowing = try spelling(of: association.allowing, at: "\(place).allowing")
    let allowed = try spelling(of: association.allowed, at: "\(place).allowed")
    guard allowing != allowed || options.selfGrant == .allowed else {
      throw broken(
        place, "'\(allowing)' is on both sides; an association needs two different people")
    }
    try checkID(association.id, prefix: "sdas", at: "\(place).id")
    if let other = associationIDs.updateValue(index, forKey: association.id) {
      throw broken(
        "\(place).id", "'\(association.id)' is also the id of associations[\(other)]")
    }
    let pair = World.Association(allowing: allowing, allowed: allowed, id: "")
    if let other = pairs.updateValue(index, forKey: pair) {
      throw broken(
        place,
        "'\(allowing)' already lets '\(allowed)' send as them in associations[\(other)]; "
          + "remove one of the two")
    }
    return World.Association(allowing: allowing, allowed: allowed, id: association.id)
  }

  mutating func check(
    _ group: World.Surroundings.Group, at place: String
  ) throws(EmulatorError) {
    try checkID(group.id, prefix: "group", at: "\(place).id")
    guard surroundingIDs.insert(group.id).inserted, groupNames.insert(group.name).inserted else {
      throw broken("\(place).name", "'\(group.name)' is also a group above; names are unique")
    }
    for (index, member) in group.members.enumerated() {
      _ = try spelling(of: member, at: "\(place).members[\(index)]")
    }
  }

  mutating func check(_ role: World.Surroundings.Role, at place: String) throws(EmulatorError) {
    try checkID(role.id, prefix: "role", at: "\(place).id")
    guard surroundingIDs.insert(role.id).inserted else {
      throw broken("\(place).id", "'\(role.id)' is also the id of a role above")
    }
  }

  /// A token is of an app and for somebody that the world has.
  func check(
    _ token: World.Token, _ apps: [OAuthSettings.App], at place: String
  ) throws(EmulatorError) {
    guard userIDs[token.userID] != nil else {
      throw broken("\(place).user_id", "no person of users has the id '\(token.userID)'")
    }
    guard apps.contains(where: { $0.clientID == token.client }) else {
      throw broken("\(place).client_id", "'\(token.client)' is no app; add it to oauth.apps")
    }
  }

  private func spelling(of email: String, at place: String) throws(EmulatorError) -> String {
    guard let person = emails[email.lowercased()] else {
      throw broken(place, "no person of users has the email '\(email)'")
    }
    return person.spelling
  }

  private func checkID(_ id: String, prefix: String, at place: String) throws(EmulatorError) {
    guard CloseID.isWellFormed(id, prefix: prefix) else {
      throw broken(
        place,
        "'\(id)' must be \(prefix)_ followed by letters and digits; leave it out to have it made")
    }
  }

  private func broken(_ place: String, _ message: String) -> EmulatorError {
    EmulatorError(.invalidWorld, "\(place): \(message)")
  }

  /// Close's own roles; others have ids.
  static let roles = ["admin", "superuser", "user", "restricteduser"]

  static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 }
  }
}
