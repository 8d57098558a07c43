import Synchronization
import Testing

@testable import Emulator

@Suite("Granting to one person")
struct GrantingTests {
  private let path = "/send_as/"

  private func grant(_ allowing: String, _ allowed: String) -> String {
    #"{"allowing_user_id":"user_\#(allowing)","allowed_user_id":"user_\#(allowed)"}"#
  }

  @Test func `a grant is answered 201 with the new association`() throws {
    let office = try Office()
    let reply = try office.ask("POST", path, as: "ann", json: grant("ann", "ben"))
    let made = try #require(office.emulator.world.associations.first)
    #expect(reply == Reply(status: 201, body: Office.row(made.id, "ann", "ben")))
    #expect(made.id.wholeMatch(of: /sdas_[0-9A-Za-z]{22}/) != nil)
    #expect(office.pairs == ["ann>ben"])
  }

  @Test func `a grant repeated is answered 201 with the same association`() throws {
    let office = try Office(associations: [("ann", "ben", "sdas_1")])
    #expect(
      try office.ask("POST", path, as: "ann", json: grant("ann", "ben"))
        == Reply(status: 201, body: Office.row("sdas_1", "ann", "ben")))
    #expect(office.pairs == ["ann>ben"])
  }

  @Test func `a grant after a revoke has a new id`() throws {
    let office = try Office(associations: [("ann", "ben", "sdas_1")])
    #expect(try office.ask("DELETE", "/send_as/sdas_1/", as: "ann") == .noContent)
    let reply = try office.ask("POST", path, as: "ann", json: grant("ann", "ben"))
    #expect(reply.body["id"] != "sdas_1")
  }

  @Test func `keys of a body that mean nothing are ignored`() throws {
    let office = try Office()
    let body = #"{"allowing_user_id":"user_ann","allowed_user_id":"user_ben","note":[1.5]}"#
    #expect(try office.ask("POST", path, as: "ann", json: body).status == 201)
  }

  static let refused: [(body: String, fields: JSONValue)] = [
    (
      #"{"allowing_user_id":"user_ann","allowed_user_id":"user_ann"}"#,
      ["allowed_user_id": "Must not be equal to your own user ID."]
    ),
    (
      #"{"allowing_user_id":"user_ann","allowed_user_id":"user_nobody"}"#,
      ["allowed_user_id": "Object does not exist."]
    ),
    (
      #"{"allowing_user_id":"user_ann","allowed_user_id":"user_walt"}"#,
      ["allowed_user_id": "User is not an active member of the organization."]
    ),
    (
      #"{"allowing_user_id":"user_ben","allowed_user_id":"user_cleo"}"#,
      ["allowing_user_id": "Must be equal to your user ID."]
    ),
    (#"{"allowing_user_id":"user_ann"}"#, ["allowed_user_id": "This field is required."]),
    (#"{"allowed_user_id":"user_ben"}"#, ["allowing_user_id": "This field is required."]),
    (
      "{}",
      [
        "allowed_user_id": "This field is required.",
        "allowing_user_id": "This field is required.",
      ]
    ),
    (
      #"{"allowing_user_id":"","allowed_user_id":null}"#,
      [
        "allowed_user_id": "This field is required.",
        "allowing_user_id": "This field is required.",
      ]
    ),
    (
      #"{"allowing_user_id":"user_ann","allowed_user_id":["user_ben"]}"#,
      ["allowed_user_id": "Value must be of str type."]
    ),
  ]

  @Test(arguments: refused)
  func `a grant that cannot be is a field error`(body: String, fields: JSONValue) throws {
    let office = try Office()
    #expect(try office.ask("POST", path, as: "ann", json: body) == Office.invalid(fields))
    #expect(office.pairs == [])
  }

  @Test func `observers hear of effective changes only, in their order`() throws {
    let heard = Mutex<[WorldChange]>([])
    let office = try Office(associations: [("ann", "cleo", "sdas_1")]) { change in
      heard.withLock { $0.append(change) }
    }
    _ = office.send("POST", path, as: "ann", json: grant("ann", "cleo"))
    let made = try office.ask("POST", path, as: "ann", json: grant("ann", "ben")).body["id"]
    _ = office.send("POST", path, as: "ann", json: grant("ann", "nobody"))
    _ = office.send("DELETE", "/send_as/sdas_1/", as: "ann")
    _ = office.send("DELETE", "/send_as/sdas_1/", as: "ann")
    guard case .string(let id) = made else {
      Issue.record("the grant has no id")
      return
    }
    #expect(
      heard.withLock { $0 } == [
        .granted(id: id, allowing: "ann@office.test", allowed: "ben@office.test"),
        .revoked(id: "sdas_1"),
      ])
  }
}
