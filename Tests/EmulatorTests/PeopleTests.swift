import Testing

@testable import Emulator

@Suite("People and the organisation")
struct PeopleTests {
  private let office: Office
  private let date: JSONValue = "2024-01-15T09:00:00.000000+00:00"

  init() throws {
    office = try Office()
  }

  private func ids(_ reply: Reply) -> [JSONValue?] {
    guard case .array(let users) = reply.body["data"] else { return [] }
    return users.map { $0["id"] }
  }

  @Test func `a user is shown as in Close's example`() throws {
    #expect(
      try office.ask("GET", "/user/user_ben/", as: "ann")
        == Reply(
          status: 200,
          body: [
            "date_created": date, "date_updated": date, "email": "ben@office.test",
            "first_name": "Ben", "id": "user_ben",
            "image": "https://secure.gravatar.com/avatar/ben", "last_name": "Bird",
            "organizations": ["orga_office"],
          ]))
  }

  @Test func `me has the organisation as an object and a membership in it`() throws {
    let me = try office.ask("GET", "/me/", as: "ben").body
    #expect(me["id"] == "user_ben")
    #expect(me["email"] == "ben@office.test")
    #expect(
      me["organizations"] == [
        ["id": "orga_office", "lead_statuses": [], "name": "Office", "pipelines": []]
      ])
    guard case .array(let memberships) = me["memberships"] else {
      Issue.record("no memberships")
      return
    }
    #expect(memberships.map { $0["organization_id"] } == ["orga_office"])
    #expect(memberships.map { $0["user_id"] } == ["user_ben"])
    #expect(memberships.map { $0["role_id"] } == ["user"])
  }

  @Test func `users are listed in pages without those who have left`() throws {
    let all = try office.ask("GET", "/user/", as: "ben")
    #expect(ids(all) == ["user_ann", "user_ben", "user_cleo"])
    #expect(all.body["has_more"] == false)
    let first = try office.ask("GET", "/user/?_limit=2", as: "ben")
    #expect(ids(first) == ["user_ann", "user_ben"])
    #expect(first.body["has_more"] == true)
    let second = try office.ask("GET", "/user/?_limit=2&_skip=2", as: "ben")
    #expect(ids(second) == ["user_cleo"])
    #expect(second.body["has_more"] == false)
    #expect(
      try office.ask("GET", "/user/?_skip=9", as: "ben")
        == Reply(status: 200, body: ["data": [], "has_more": false]))
  }

  @Test func `a page holds a hundred users unless asked otherwise`() throws {
    let crowd = (0..<101).map {
      World.Person(
        email: "p\($0)@office.test", firstName: "P\($0)", lastName: "Q", apiKey: "key-p\($0)")
    }
    let emulator = CloseEmulator(
      world: try World(
        organization: .init(name: "Crowd"), users: crowd, associations: []), limits: .off)
    let reply = try Reply(
      emulator.respond(
        to: WireRequest(
          method: "GET", target: "/api/v1/user/",
          authorization: Office.authorization(key: "key-p7"))))
    #expect(ids(reply).count == 100)
    #expect(reply.body["has_more"] == true)
  }

  @Test(arguments: [
    ("_limit=garbage", "_limit must be an integer (got \"garbage\" instead)."),
    ("_skip=-1", "_skip must be a non-negative integer (got \"-1\" instead)."),
    (
      "_limit=1001",
      "The limit you set is larger than the maximum limit for this resource (max_limit = 1000)."
    ),
  ])
  func `paging that makes no sense is refused`(query: String, text: String) throws {
    #expect(try office.ask("GET", "/user/?\(query)", as: "ann") == .error(400, text))
  }

  @Test func `an unknown user or another organisation is answered 404`() throws {
    #expect(
      try office.ask("GET", "/user/user_nobody/", as: "ann")
        == .error(404, "Empty query: User matching query does not exist."))
    #expect(
      try office.ask("GET", "/organization/orga_other/", as: "ann")
        == .error(404, "Empty query: Organization matching query does not exist."))
  }

  @Test func `the organisation names who is in it and who has left`() throws {
    let body = try office.ask("GET", "/organization/orga_office/", as: "cleo").body
    #expect(body["name"] == "Office")
    guard case .array(let present) = body["memberships"],
      case .array(let past) = body["inactive_memberships"]
    else {
      Issue.record("no memberships")
      return
    }
    #expect(present.map { $0["user_id"] } == ["user_ann", "user_ben", "user_cleo"])
    #expect(present.map { $0["role_id"] } == ["admin", "user", "user"])
    #expect(past.map { $0["user_email"] } == ["walt@office.test"])
    #expect(past.map { $0["user_full_name"] } == ["Walt Wood"])
  }
}
