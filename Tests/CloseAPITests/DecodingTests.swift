import CloseAPI
import FoundationEssentials
import Testing

@Suite struct DecodingTests {
  @Test func `an association keeps what is unknown and compares by its ids`() throws {
    let json = try JSONValue(parsing: associationJSON("sdas_1", allowed: "user_b"))
    let association = Association(
      id: "sdas_1", allowingUserID: "user_a", allowedUserID: "user_b", organizationID: "orga_1")
    #expect(try Association(json: json) == association)
    #expect(association.json == json)

    let richer: JSONValue = .object((json.objectValue ?? []) + [("date_created", "2026-01-01")])
    let read = try Association(json: richer)
    #expect(read == association)
    #expect(read.hashValue == association.hashValue)
    #expect(read.other == ["date_created": "2026-01-01"])
    #expect(read.json == richer)
  }

  @Test func `an association without an organisation is one`() throws {
    let json: JSONValue = ["id": "s", "allowing_user_id": "a", "allowed_user_id": "b"]
    #expect(
      try Association(json: json) == Association(id: "s", allowingUserID: "a", allowedUserID: "b"))
  }

  static let broken: [(JSONValue, String)] = [
    ("text", "came as a string"), ([:], "without 'id'"),
    (["id": 5], "'id' of a Send As association came as an integer"),
    (["id": "s", "allowing_user_id": nil], "without 'allowing_user_id'"),
    (["id": "s", "allowing_user_id": "a", "allowed_user_id": ""], "'allowed_user_id'"),
  ]

  @Test(arguments: broken) func `what is no association says why`(json: JSONValue, words: String) {
    let error = #expect(throws: CloseError.self) { try Association(json: json) }
    #expect(error?.kind == .unexpectedAnswer)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test func `a user has organisations as ids and me has them as objects`() throws {
    let listed = try JSONValue(
      parsing: #"{"id":"user_1","email":"a@b.c","first_name":"A","last_name":null,"#
        + #""image":"x","organizations":["orga_1","orga_2"]}"#)
    #expect(
      try User(json: listed)
        == User(
          id: "user_1", email: "a@b.c", firstName: "A", organizations: ["orga_1", "orga_2"],
          other: ["image": "x"]))

    let own: JSONValue = [
      "id": "user_1", "email": "a@b.c", "organizations": [["id": "orga_9", "name": "Acme"]],
    ]
    let me = try Me(json: own)
    #expect(me.organizationID == "orga_9")
    #expect(me.id == "user_1")
    #expect(me.email == "a@b.c")
    #expect(try Me(json: ["id": "user_1"]).organizationID == nil)
  }

  @Test func `an organisation has active and inactive members`() throws {
    let json = try JSONValue(
      parsing: #"{"id":"orga_1","name":"Sample","inactive_memberships":[{"id":"memb_2","#
        + #""user_id":"user_2","user":{"id":"user_2","email":"old@b.c","first_name":"Old"}}],"#
        + #""memberships":[{"id":"memb_1","user_id":"user_1","user_email":"a@b.c","#
        + #""user_first_name":"A","user_last_name":"B","role_id":"admin","is_free":false}]}"#)
    let organization = try Organization(json: json)
    #expect(organization.id == "orga_1")
    #expect(organization.name == "Sample")
    #expect(
      organization.members == [
        Member(
          membershipID: "memb_1", userID: "user_1", email: "a@b.c", firstName: "A", lastName: "B",
          roleID: "admin", other: ["is_free": false])
      ])
    #expect(
      organization.inactiveMembers == [
        Member(membershipID: "memb_2", userID: "user_2", email: "old@b.c", firstName: "Old")
      ])
  }

  @Test func `an id is a bare string where it is encoded`() throws {
    let ids: [UserID] = ["user_1", "user_2"]
    let encoded = try JSONEncoder().encode(ids)
    #expect(String(decoding: encoded, as: UTF8.self) == #"["user_1","user_2"]"#)
    #expect(try JSONDecoder().decode([UserID].self, from: encoded) == ids)
    #expect("\(ids[0])" == "user_1")
  }

  @Test func `a bulk change names each person once and in one list only`() throws {
    let change = try BulkChange(allowed: ["b", "a", "b"], disallowed: ["c", "c"])
    #expect(change.allowed == ["b", "a"])
    #expect(change.disallowed == ["c"])
    #expect(try BulkChange().isEmpty)

    let error = #expect(throws: CloseError.self) {
      try BulkChange(allowed: ["a", "b"], disallowed: ["b"])
    }
    #expect(error?.kind == .badArgument)
    #expect(error?.message.contains("both allow and disallow the same person: b.") == true)
    #expect(throws: CloseError.self) { try BulkChange(allowed: [""]) }
  }
}
