import Emulator
import FoundationEssentials
import Testing

@Suite("Worlds")
struct WorldTests {
  private static let ann =
    #"{"email":"ann@x.test","first_name":"Ann","last_name":"A","api_key":"k1","role":"user"}"#
  private static let ben =
    #"{"email":"ben@x.test","first_name":"Ben","last_name":"B","api_key":"k2","role":"user"}"#

  private static func world(_ users: String, _ associations: String = "") -> String {
    #"{"organization":{"name":"X"},"users":[\#(users)],"associations":[\#(associations)]}"#
  }

  private func failure(_ json: String) -> EmulatorError? {
    do {
      _ = try World(json: Data(json.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func `missing ids are made in Close's shapes and are the same every time`() throws {
    let text = Self.world(
      Self.ann + "," + Self.ben, #"{"allowing":"ANN@x.test","allowed":"ben@x.test"}"#)
    let world = try World(json: Data(text.utf8))
    #expect(world == (try World(json: Data(text.utf8))))
    #expect(world.organization.id.wholeMatch(of: /orga_[0-9A-Za-z]{43}/) != nil)
    #expect(
      world.users.map(\.id) == [
        "user_umNymkiYXUumMGp8W6iVv1zfxDwKoVZJuuyNGJDmNB0",
        "user_wMpKb0KPZodiLgghJSQ1Q4EOXrsgIlyexd74zjZj0Da",
      ])
    let association = try #require(world.associations.first)
    #expect(association.id.wholeMatch(of: /sdas_[0-9A-Za-z]{22}/) != nil)
    #expect(association.allowing == "ann@x.test")
  }

  @Test func `a world survives its own JSON`() throws {
    for world in [World.acme, Office.world] {
      #expect(try World(json: world.json()) == world)
    }
  }

  static let broken: [(json: String, message: String)] = [
    (
      world(ann + "," + ann.replacing("k1", with: "k2").replacing("ann@", with: "Ann@")),
      "users[1].email: 'Ann@x.test' is also the email of users[0]; people are named by email, "
        + "so each needs one of their own"
    ),
    (
      world(ann + "," + ben.replacing("k2", with: "k1")),
      "users[1].api_key: is also the key of users[0]; a key says who is asking, so give each "
        + "their own"
    ),
    (
      world(
        ann.replacing("}", with: #","id":"user_1"}"#) + ","
          + ben.replacing("}", with: #","id":"user_1"}"#)),
      "users[1].id: 'user_1' is also the id of users[0]"
    ),
    (
      world(ann.replacing("}", with: #","id":"bob"}"#)),
      "users[0].id: 'bob' must be user_ followed by letters and digits; leave it out to have it "
        + "made"
    ),
    (
      world(ann.replacing(#""api_key":"k1","#, with: "")),
      "users[0].api_key: is missing; add it"
    ),
    (
      world(ann.replacing("k1", with: "a:b")),
      "users[0].api_key: must be printable ASCII without spaces and colons, at least one sign"
    ),
    (
      world(ann.replacing("ann@x.test", with: "ann")),
      "users[0].email: 'ann' is no email; write it as name@example.test"
    ),
    (
      world(ann.replacing(#""role":"user""#, with: #""role":"boss""#)),
      "users[0].role: 'boss' is no role; use admin, superuser, user, restricteduser or a role_… id"
    ),
    (
      world(ann.replacing("first_name", with: "firstname")),
      "users[0].firstname: is not known here; the keys are email, first_name, last_name, "
        + "api_key, role, id, inactive, membership"
    ),
    (
      world(ann.replacing("}", with: #","inactive":"yes"}"#)),
      "users[0].inactive: must be true or false, is a text"
    ),
    (
      world(ann, #"{"allowing":"ann@x.test","allowed":"eve@x.test"}"#),
      "associations[0].allowed: no person of users has the email 'eve@x.test'"
    ),
    (
      world(ann, #"{"allowing":"ann@x.test","allowed":"ann@x.test"}"#),
      "associations[0]: 'ann@x.test' is on both sides; an association needs two different people"
    ),
    (
      world(
        ann + "," + ben,
        #"{"allowing":"ann@x.test","allowed":"ben@x.test"},"#
          + #"{"allowing":"ann@x.test","allowed":"Ben@x.test","id":"sdas_2"}"#),
      "associations[1]: 'ann@x.test' already lets 'ben@x.test' send as them in associations[0]; "
        + "remove one of the two"
    ),
    (
      world(
        ann + "," + ben,
        #"{"allowing":"ann@x.test","allowed":"ben@x.test","id":"sdas_2"},"#
          + #"{"allowing":"ben@x.test","allowed":"ann@x.test","id":"sdas_2"}"#),
      "associations[1].id: 'sdas_2' is also the id of associations[0]"
    ),
    (#"{"organization":{"name":"X"}}"#, "users: is missing; add it"),
    (
      #"{"organization":{"name":""},"users":[]}"#,
      "organization.name: is empty; give the organization a name"
    ),
    (#"{"organization":7,"users":[]}"#, "organization: must be an object, is a number"),
    (#"{"organization":{"name":"X"},"users":[null]}"#, "users[0]: must be an object, is null"),
    ("[]", "the world: must be an object, is a list"),
  ]

  @Test(arguments: broken)
  func `a broken rule is named with its place`(json: String, message: String) throws {
    let error = try #require(failure(json))
    #expect(error.kind == .invalidWorld)
    #expect(error.message == message)
  }

  @Test func `text that is no JSON is said to be none, with the place`() throws {
    let error = try #require(failure("{\"organization\":\n  nonsense}"))
    #expect(error.kind == .notJSON)
    #expect(
      error.message
        == "the world is not JSON: line 2: 'n' stands where there should be a value; correct the file"
    )
    #expect(failure("{")?.kind == .notJSON)
    #expect(failure("")?.kind == .notJSON)
  }

  @Test func `no description of a person or a world shows a key`() throws {
    let person = try #require(Office.world.users.first)
    var dumped = ""
    dump(Office.world, to: &dumped)
    for text in ["\(person)", String(reflecting: person), "\(Office.world)", dumped] {
      #expect(text.contains("ann@office.test"))
      #expect(!text.contains("key-ann"))
    }
  }

  @Test func `Acme has 32 people, two administrators and two who have left`() {
    let acme = World.acme
    #expect(acme.users.count == 32)
    #expect(acme.users.first?.email == "alice@acme.test")
    #expect(acme.users.filter { $0.role == "admin" }.map(\.firstName) == ["Alice", "Grace"])
    #expect(acme.users.filter(\.isInactive).map(\.firstName) == ["Walter", "Yvonne"])
    #expect(
      acme.users.allSatisfy {
        $0.apiKey.wholeMatch(of: /api_[0-9A-Za-z]{22}\.[0-9A-Za-z]{22}/) != nil
          && $0.id.wholeMatch(of: /user_[0-9A-Za-z]{43}/) != nil
          && $0.email == "\($0.firstName.lowercased())@acme.test"
      })
    #expect(acme.associations.count == 41)
  }
}
