import Testing

@testable import Emulator

@Suite("Revoking")
struct RevokingTests {
  private let office: Office

  init() throws {
    office = try Office(associations: [
      ("ann", "ben", "sdas_1"), ("ann", "cleo", "sdas_2"), ("ben", "cleo", "sdas_3"),
    ])
  }

  private let unknown = Reply.error(404, "Empty query: SendAs matching query does not exist.")

  @Test func `deleting by id is answered 204 without a body or a content type`() {
    let response = office.send("DELETE", "/send_as/sdas_1/", as: "ann")
    #expect(response == WireResponse(status: 204, headers: [], body: []))
    #expect(office.pairs == ["ann>cleo", "ben>cleo"])
  }

  @Test func `deleting by id twice is answered 404`() throws {
    #expect(try office.ask("DELETE", "/send_as/sdas_1/", as: "ann") == .noContent)
    #expect(try office.ask("DELETE", "/send_as/sdas_1/", as: "ann") == unknown)
  }

  @Test func `the allowed person cannot delete`() throws {
    #expect(
      try office.ask("DELETE", "/send_as/sdas_1/", as: "ben")
        == .error(403, "Only the allowing user can delete a Send As association."))
    #expect(office.pairs == ["ann>ben", "ann>cleo", "ben>cleo"])
  }

  @Test func `what others have cannot be deleted and does not exist`() throws {
    #expect(try office.ask("DELETE", "/send_as/sdas_3/", as: "ann") == unknown)
    #expect(office.pairs == ["ann>ben", "ann>cleo", "ben>cleo"])
  }

  @Test func `deleting by users takes that pair and no other`() throws {
    let path = "/send_as/?allowing_user_id=user_ann&allowed_user_id=user_cleo"
    #expect(try office.ask("DELETE", path, as: "ann") == .noContent)
    #expect(office.pairs == ["ann>ben", "ben>cleo"])
    #expect(try office.ask("DELETE", path, as: "ann") == unknown)
  }

  static let refused: [(query: String, fields: JSONValue)] = [
    (
      "",
      [
        "allowed_user_id": "This field is required.",
        "allowing_user_id": "This field is required.",
      ]
    ),
    ("?allowing_user_id=user_ann", ["allowed_user_id": "This field is required."]),
    ("?allowed_user_id=user_ben", ["allowing_user_id": "This field is required."]),
    (
      "?allowing_user_id=user_ann&allowed_user_id=",
      ["allowed_user_id": "This field is required."]
    ),
    (
      "?allowing_user_id=user_ben&allowed_user_id=user_cleo",
      ["allowing_user_id": "Must be equal to your user ID."]
    ),
  ]

  @Test(arguments: refused)
  func `deleting by users needs both, and oneself`(query: String, fields: JSONValue) throws {
    #expect(try office.ask("DELETE", "/send_as/\(query)", as: "ann") == Office.invalid(fields))
    #expect(office.pairs == ["ann>ben", "ann>cleo", "ben>cleo"])
  }

  @Test func `deleting a pair with somebody unknown is answered 404`() throws {
    let path = "/send_as/?allowing_user_id=user_ann&allowed_user_id=user_nobody"
    #expect(try office.ask("DELETE", path, as: "ann") == unknown)
  }
}
