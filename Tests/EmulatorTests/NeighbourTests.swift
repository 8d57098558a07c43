import Foundation
import Testing

@testable import Emulator

@Suite("Memberships, groups, roles, accounts and fixtures")
struct NeighbourTests {
  private let office: Office

  init() throws {
    office = try Office(
      associations: [("ben", "ann", "sdas_1")],
      surroundings: World.Surroundings(
        groups: [.init(id: "group_s", name: "Sales", members: ["ann@office.test"])],
        roles: [.init(id: "role_boss", name: "Boss", permissions: [])],
        fixtures: [
          .init(path: "lead", objects: (1...3).map { ["id": .string("lead_\($0)"), "n": 1] }),
          .init(path: "activity/email", objects: []),
        ]))
  }

  private func membership(_ name: String) -> String {
    "/membership/\(CloseID.membership(userID: "user_\(name)"))/"
  }

  private func ids(_ path: String) throws -> [JSONValue?] {
    guard case .array(let rows) = try office.ask("GET", path, as: "ann").body["data"] else {
      return []
    }
    return rows.map { $0["id"] }
  }

  @Test func `the key of somebody who is deactivated stops working until they are back`() throws {
    #expect(office.send("GET", "/me/", as: "ben").status == 200)
    let left = office.send("DELETE", membership("ben"), as: "ann")
    #expect(left == WireResponse(status: 200, headers: [], body: []))
    #expect(office.send("GET", "/me/", as: "ben").status == 401)
    #expect(office.emulator.requests.last?.reason == "the person has left")
    #expect(try ids("/user/") == ["user_ann", "user_cleo"])

    let back = #"{"email":"Ben@office.test","role_id":"restricteduser"}"#
    let reply = try office.ask("POST", "/membership/", as: "ann", json: back)
    #expect(reply.status == 200)
    #expect(reply.body["user_id"] == "user_ben")
    #expect(reply.body["role_id"] == "restricteduser")
    #expect(office.send("GET", "/me/", as: "ben").status == 200)
    // It ensures, so that a second time changes nothing.
    let again = #"{"email":"ben@office.test","role_id":"admin"}"#
    #expect(try office.ask("POST", "/membership/", as: "ann", json: again) == reply)
  }

  @Test func `somebody new gets an id, a key and a place in the world`() throws {
    let reply = try office.ask(
      "POST", "/membership/", as: "ann", json: #"{"email":"dan.dow@office.test"}"#)
    #expect(reply.status == 200)
    let dan = try #require(office.emulator.world.users.last)
    #expect(dan.firstName == "Dan")
    #expect(dan.lastName == "Dow")
    #expect(reply.body["user_id"] == .string(dan.id))
    let me = office.emulator.respond(
      to: WireRequest(
        method: "GET", target: "/api/v1/me/",
        authorization: Office.authorization(key: dan.apiKey)))
    #expect(me.status == 200)
  }

  @Test func `memberships are edited one by one and together`() throws {
    let one = try office.ask(
      "PUT", membership("ben"), as: "ann", json: #"{"may_workflows_impersonate":true}"#)
    #expect(one.body["may_workflows_impersonate"] == true)
    let ids = ["ben", "cleo"].map { CloseID.membership(userID: "user_\($0)") }
    let many = try office.ask(
      "PUT", "/membership/", as: "ann",
      json: #"{"_params":{"id__in":"\#(ids.joined(separator: ","))"},"role_id":"role_boss"}"#)
    #expect(many == Reply(status: 200, body: ["count": 2]))
    #expect(office.emulator.world.users.map(\.role) == ["admin", "role_boss", "role_boss", "user"])
  }

  @Test(
    arguments: [
      (#"{"role_id":"role_none"}"#, ["role_id": "Object does not exist."]),
      (
        #"{"auto_record_calls":"maybe"}"#,
        ["auto_record_calls": "Input should be 'enabled', 'disabled' or 'unset'"]
      ),
      (#"{"track_email_opens":"no"}"#, ["track_email_opens": "Value must be of bool type."]),
    ] as [(String, JSONValue)])
  func `a membership that cannot be is a field error`(json: String, fields: JSONValue) throws {
    #expect(
      try office.ask("PUT", membership("ben"), as: "ann", json: json) == Office.invalid(fields))
  }

  @Test func `only an administrator changes memberships`() throws {
    for (method, path, json) in [
      ("DELETE", membership("cleo"), nil), ("PUT", membership("cleo"), "{}"),
      ("POST", "/membership/", #"{"email":"x@office.test"}"#),
    ] {
      #expect(office.send(method, path, as: "ben", json: json).status == 403)
    }
    #expect(office.emulator.world.users == Office.world.users)
  }

  @Test func `groups show their members only one by one`() throws {
    #expect(
      try office.ask("GET", "/group/", as: "ben").body
        == [
          "data": [["id": "group_s", "name": "Sales", "organization_id": "orga_office"]],
          "has_more": false,
        ])
    #expect(
      try office.ask("GET", "/group/group_s/", as: "ben").body["members"]
        == [["user_id": "user_ann"]])
  }

  @Test func `roles are Close's four and those of the world`() throws {
    #expect(
      try ids("/role/") == ["admin", "superuser", "user", "restricteduser", "role_boss"])
    #expect(try office.ask("GET", "/role/role_boss/", as: "ben").body["name"] == "Boss")
  }

  @Test func `accounts are one's own and those one may send as`() throws {
    let accounts = ["user_ann", "user_ben"].map { CloseID.emailAccount(userID: $0) }
    #expect(try ids("/connected_account/") == accounts.map(JSONValue.string))
    #expect(try ids("/connected_account/?user_id=user_ben") == [.string(accounts[1])])
  }

  @Test func `other resources are served from the world's fixtures, in pages`() throws {
    #expect(try ids("/lead/?_limit=2&_fields=id") == ["lead_1", "lead_2"])
    #expect(
      try office.ask("GET", "/lead/?_limit=2&_skip=2&_fields=id", as: "ann").body
        == ["data": [["id": "lead_3"]], "has_more": false])
    #expect(try office.ask("GET", "/lead/lead_2/?_fields=n", as: "ann").body == ["n": 1])
    #expect(office.send("GET", "/lead/lead_9/", as: "ann").status == 404)
    #expect(office.send("GET", "/activity/email/", as: "ann").status == 200)
    #expect(office.send("POST", "/lead/", as: "ann", json: "{}").status == 405)
    #expect(office.send("GET", "/opportunity/", as: "ann").status == 404)
  }

  @Test func `users come in the order asked for, with the fields asked for`() throws {
    #expect(
      try office.ask("GET", "/user/?_order_by=last_name,first_name&_fields=id", as: "ann").body
        == [
          "data": [["id": "user_ann"], ["id": "user_ben"], ["id": "user_cleo"]], "has_more": false,
        ])
    #expect(
      try office.ask("GET", "/me/?_fields=id,nonsense", as: "ann").body == ["id": "user_ann"])
  }

  @Test func `a POST stands for another method with its parameters in the body`() throws {
    func send(_ method: String, _ path: String, _ json: String) throws -> Reply {
      try Reply(
        office.emulator.respond(
          to: WireRequest(
            method: "POST", target: "/api/v1\(path)",
            authorization: Office.authorization(key: "key-ann"),
            contentType: "application/json", methodOverride: method, body: Array(json.utf8))))
    }
    #expect(
      try send(
        "get", "/send_as/?allowing_user_id=user_ann", #"{"_params":{"allowed_user_id":"user_ann"}}"#
      )
        == Reply(status: 200, body: ["data": [Office.row("sdas_1", "ben", "ann")]]))
    #expect(
      try send("GET", "/user/", #"{"_params":{"_limit":1,"_fields":["id","email"]}}"#).body
        == ["data": [["email": "ann@office.test", "id": "user_ann"]], "has_more": true])
    #expect(try send("DELETE", membership("cleo"), "{}").status == 200)
  }

  @Test func `who joins and leaves is kept between starts`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("world-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try WorldStore(folder: folder.path)
    try store.compact(Office.world)
    let office = try Office(store: store)
    #expect(office.send("DELETE", membership("ben"), as: "ann").status == 200)
    _ = office.send("POST", "/membership/", as: "ann", json: #"{"email":"new@office.test"}"#)
    #expect(try store.load() == office.emulator.world)
  }
}
