import Testing

@testable import Emulator

@Suite("Bulk edits")
struct BulkTests {
  private let office: Office

  init() throws {
    office = try Office(associations: [
      ("ann", "ben", "sdas_1"), ("ben", "ann", "sdas_2"),
    ])
  }

  private func bulk(_ json: String) throws -> Reply {
    try office.ask("POST", "/send_as/bulk/", as: "ann", json: json)
  }

  @Test func `a bulk edit answers with everything the caller lends afterwards`() throws {
    let reply = try bulk(
      #"{"allowed_user_ids":["user_cleo"],"disallowed_user_ids":["user_ben"]}"#)
    let made = try #require(office.emulator.world.associations.last)
    #expect(
      reply == Reply(status: 200, body: ["data": [Office.row(made.id, "ann", "cleo")]]))
    #expect(office.pairs == ["ben>ann", "ann>cleo"])
  }

  @Test func `what is already so keeps its id, and doubles count once`() throws {
    let reply = try bulk(
      #"{"allowed_user_ids":["user_ben","user_cleo","user_cleo"],"disallowed_user_ids":[]}"#)
    #expect(reply.status == 200)
    #expect(office.pairs == ["ann>ben", "ben>ann", "ann>cleo"])
    #expect(office.emulator.world.associations.first?.id == "sdas_1")
  }

  @Test(arguments: [
    "{}", #"{"allowed_user_ids":[]}"#, #"{"disallowed_user_ids":["user_cleo","user_ann"]}"#,
    #"{"allowed_user_ids":null,"disallowed_user_ids":["user_walt"]}"#,
  ])
  func `lists that are missing, empty or of nobody allowed change nothing`(json: String) throws {
    #expect(
      try bulk(json) == Reply(status: 200, body: ["data": [Office.row("sdas_1", "ann", "ben")]]))
  }

  static let refused: [(body: String, fields: JSONValue)] = [
    (
      #"{"allowed_user_ids":["user_nobody","user_cleo"],"disallowed_user_ids":["user_ben"]}"#,
      ["allowed_user_ids": ["errors": ["0": "Object does not exist."]]]
    ),
    (
      #"{"allowed_user_ids":["user_cleo","user_ann",7,"user_walt"]}"#,
      [
        "allowed_user_ids": [
          "errors": [
            "1": "Must not be equal to your own user ID.", "2": "Value must be of str type.",
            "3": "User is not an active member of the organization.",
          ]
        ]
      ]
    ),
    (
      #"{"allowed_user_ids":["user_cleo"],"disallowed_user_ids":["user_ben","user_nobody"]}"#,
      ["disallowed_user_ids": ["errors": ["1": "Object does not exist."]]]
    ),
    (
      #"{"allowed_user_ids":"user_cleo"}"#,
      ["allowed_user_ids": "Value must be of list type."]
    ),
  ]

  @Test(arguments: refused)
  func `one bad id refuses the whole and changes nothing`(
    body: String, fields: JSONValue
  ) throws {
    #expect(try bulk(body) == Office.invalid(fields))
    #expect(office.pairs == ["ann>ben", "ben>ann"])
  }

  @Test func `a person on both lists refuses the whole`() throws {
    #expect(
      try bulk(#"{"allowed_user_ids":["user_cleo"],"disallowed_user_ids":["user_cleo"]}"#)
        == Office.invalid(errors: ["A user must not be both allowed and disallowed."]))
    #expect(office.pairs == ["ann>ben", "ben>ann"])
  }
}
