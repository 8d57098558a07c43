import Testing

@testable import Emulator

@Suite("Listing and reading associations")
struct ListingTests {
  private let office: Office

  init() throws {
    office = try Office(associations: [
      ("ann", "ben", "sdas_1"), ("ben", "ann", "sdas_2"), ("ben", "cleo", "sdas_3"),
      ("ann", "cleo", "sdas_4"), ("cleo", "ben", "sdas_5"),
    ])
  }

  @Test func `without filters a list is of those the caller lends to`() throws {
    #expect(
      try office.ask("GET", "/send_as/", as: "ann")
        == Reply(
          status: 200,
          body: ["data": [Office.row("sdas_1", "ann", "ben"), Office.row("sdas_4", "ann", "cleo")]])
    )
  }

  @Test func `the keys stand in the order of Close's example`() throws {
    let response = office.send("GET", "/send_as/?allowed_user_id=user_ann", as: "ann")
    #expect(
      String(decoding: response.body, as: UTF8.self)
        == #"{"data":[{"allowed_user_id":"user_ann","allowing_user_id":"user_ben","#
        + #""id":"sdas_2","organization_id":"orga_office"}]}"#)
  }

  @Test func `a person filtered as allowed sees who lends to them`() throws {
    #expect(
      try office.ask("GET", "/send_as/?allowed_user_id=user_ben", as: "ben").body["data"]
        == [Office.row("sdas_1", "ann", "ben"), Office.row("sdas_5", "cleo", "ben")])
  }

  @Test func `both filters must both hold`() throws {
    let pair = "/send_as/?allowing_user_id=user_ben&allowed_user_id=user_cleo"
    let expected = [Office.row("sdas_3", "ben", "cleo")]
    #expect(try office.ask("GET", pair, as: "ben").body["data"] == .array(expected))
    #expect(try office.ask("GET", pair, as: "cleo").body["data"] == .array(expected))
    #expect(
      try office.ask(
        "GET", "/send_as/?allowing_user_id=user_cleo&allowed_user_id=user_ann", as: "cleo")
        == Reply(status: 200, body: ["data": []]))
  }

  @Test(arguments: [
    "?allowing_user_id=user_ben", "?allowed_user_id=user_cleo", "?allowing_user_id=",
    "?allowing_user_id=user_ben&allowed_user_id=user_cleo", "?allowed_user_id=user_nobody",
  ])
  func `other people's associations are refused`(query: String) throws {
    #expect(
      try office.ask("GET", "/send_as/\(query)", as: "ann")
        == Office.invalid(errors: [
          "Either allowing_user_id or allowed_user_id must be equal to your user ID."
        ]))
  }

  @Test func `an id with percent signs in a filter is decoded`() throws {
    #expect(
      try office.ask("GET", "/send_as/?allowing_user_id=user%5Fann", as: "ann").status == 200)
  }

  @Test(arguments: ["ann", "ben"])
  func `both people see an association by its id`(name: String) throws {
    #expect(
      try office.ask("GET", "/send_as/sdas_1/", as: name)
        == Reply(status: 200, body: Office.row("sdas_1", "ann", "ben")))
  }

  @Test(arguments: ["sdas_3", "sdas_unknown", "nonsense", "sdas_%zz"])
  func `an association of others is as unknown as none`(id: String) throws {
    #expect(
      try office.ask("GET", "/send_as/\(id)/", as: "ann")
        == .error(404, "Empty query: SendAs matching query does not exist."))
  }

  @Test func `a person who lent to somebody who has left still sees it`() throws {
    let office = try Office(associations: [("ann", "walt", "sdas_1")])
    #expect(
      try office.ask("GET", "/send_as/", as: "ann").body["data"]
        == [Office.row("sdas_1", "ann", "walt")])
  }
}
