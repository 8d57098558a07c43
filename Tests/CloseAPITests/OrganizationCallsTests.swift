import Testing

@testable import CloseAPI

/// People, memberships, groups, roles and accounts: what leaves, and what is made of the answers.
@Suite struct OrganizationCallsTests {
  private static let membership =
    #"{"id":"memb_1","user_id":"user_b","organization_id":"orga_1","role":"user","role_id":"user","#
    + #""is_free":false,"may_workflows_impersonate":false,"track_email_opens":true}"#

  @Test func `memberships are made, changed one by one and together, and ended`() async throws {
    let received = try await withClient([
      .reset, .json(200, Self.membership), .json(200, Self.membership),
      .json(200, #"{"count":2}"#), .answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]) { client, _ in
      let member = try await client.addMember(email: "b@acme.test", roleID: "user")
      #expect(member.membershipID == "memb_1")
      #expect(member.userID == "user_b")
      #expect(member.other["is_free"] == false)
      let change = MembershipChange(
        roleID: "admin", mayWorkflowsImpersonate: true, autoRecordCalls: "unset",
        tracksEmailOpens: false, other: ["default_caller_id": nil])
      #expect(try await client.changeMember("memb_1", change).roleID == "user")
      let count = try await client.changeMembers(
        ["memb_1", "memb_2"], MembershipChange(roleID: "user"))
      #expect(count == 2)
      try await client.deactivateMember("memb_1")
      let error = await failure { () async throws(CloseError) in
        try await client.changeMembers([], MembershipChange())
      }
      #expect(error?.kind == .badArgument)
    }
    #expect(
      received.map { $0.line.replacing(" HTTP/1.1", with: "") } == [
        "POST /api/v1/membership/", "POST /api/v1/membership/", "PUT /api/v1/membership/memb_1/",
        "PUT /api/v1/membership/", "DELETE /api/v1/membership/memb_1/",
      ])
    #expect(received[0].body == #"{"email":"b@acme.test","role_id":"user"}"#)
    #expect(
      received[2].body
        == #"{"auto_record_calls":"unset","may_workflows_impersonate":true,"role_id":"admin","#
        + #""track_email_opens":false,"default_caller_id":null}"#)
    #expect(received[3].body == #"{"_params":{"id__in":"memb_1,memb_2"},"role_id":"user"}"#)
  }

  @Test func `groups have members where they are asked for one by one`() async throws {
    let group =
      #"{"id":"group_1","name":"Sales","organization_id":"orga_1","members":[{"user_id":"user_b"}]}"#
    let received = try await withClient([
      .json(200, #"{"data":[{"id":"group_1","name":"Sales"}],"has_more":false}"#),
      .json(200, group), .json(201, group), .json(200, group),
      .json(201, #"{"user_id":"user_b"}"#), .answer("HTTP/1.1 204 No Content\r\n\r\n"),
      .answer("HTTP/1.1 204 No Content\r\n\r\n"),
    ]) { client, _ in
      #expect(try await client.groups().map(\.members) == [nil])
      let one = try await client.group("group_1")
      #expect(one.name == "Sales")
      #expect(one.members == ["user_b"])
      #expect(one.other == ["organization_id": "orga_1"])
      #expect(try await client.makeGroup(name: "Sales", members: ["user_b"]) == one)
      #expect(try await client.renameGroup("group_1", to: "Sales") == one)
      try await client.add("user_b", to: "group_1")
      try await client.remove("user_b", from: "group_1")
      try await client.deleteGroup("group_1")
    }
    #expect(
      received.map { $0.line.replacing(" HTTP/1.1", with: "") } == [
        "GET /api/v1/group/", "GET /api/v1/group/group_1/", "POST /api/v1/group/",
        "PUT /api/v1/group/group_1/", "POST /api/v1/group/group_1/member/",
        "DELETE /api/v1/group/group_1/member/user_b/", "DELETE /api/v1/group/group_1/",
      ])
    #expect(received[2].body == #"{"name":"Sales","members":[{"user_id":"user_b"}]}"#)
  }

  @Test func `one person, the roles and the accounts are read`() async throws {
    let role =
      #"{"id":"role_1","name":"Lead","editable":true,"permissions":["export"],"x":1}"#
    let account =
      #"{"_type":"google","id":"emailacct_1","identities":[{"email":"a@b.c","name":"A"}],"#
      + #""organization_id":"orga_1","synced_calendars":["a@b.c"],"user_id":"user_b"}"#
    let received = try await withClient([
      .json(200, #"{"id":"user_b","email":"b@acme.test","image":"https://x"}"#),
      .json(200, #"{"data":[\#(role)],"has_more":false}"#), .json(200, role),
      .json(200, #"{"data":[\#(account)]}"#), .json(200, account),
    ]) { client, _ in
      #expect(try await client.user("user_b").email == "b@acme.test")
      let roles = try await client.roles()
      #expect(
        roles == [
          Role(
            id: "role_1", name: "Lead", isEditable: true, permissions: ["export"],
            other: ["x": 1])
        ])
      #expect(try await client.role("role_1") == roles[0])
      let accounts = try await client.connectedAccounts(of: "user_b")
      #expect(accounts.map(\.kind) == ["google"])
      #expect(accounts.map(\.userID) == ["user_b"])
      #expect(accounts.map(\.addresses) == [["a@b.c"]])
      #expect(try await client.connectedAccount("emailacct_1") == accounts[0])
    }
    #expect(received[3].line == "GET /api/v1/connected_account/?user_id=user_b HTTP/1.1")
  }

  /// What a server may send with a success, and the words about it.
  static let nonsense: [(reply: LoopbackServer.Reply, words: String)] = [
    (.text(200, "<!doctype html><p>Sign in", type: "text/html"), "beginning '<!doctype html>"),
    (.json(200, "[1,2"), "not valid JSON"), (.json(200, #""text""#), "not as an object"),
    (.json(200, #"{"id":7,"data":{},"count":"x"}"#), "Close's answer cannot be understood"),
    (
      .answer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\u{0}\u{1}\u{2}\u{3}"), "no content type"
    ),
    (.answer("HTTP/1.1 204 No Content\r\n\r\n"), "status 204, no content type, no body"),
  ]

  @Test(arguments: nonsense) func `a success that is none is an error for each call, never a crash`(
    reply: LoopbackServer.Reply, words: String
  ) async throws {
    let reads: [@Sendable (CloseClient) async throws -> Void] = [
      { _ = try await $0.me() }, { _ = try await $0.users() }, { _ = try await $0.user("u") },
      { _ = try await $0.organization("o") }, { _ = try await $0.associations() },
      { _ = try await $0.association("sdas_1") }, { _ = try await $0.groups() },
      { _ = try await $0.group("g") }, { _ = try await $0.roles() },
      { _ = try await $0.role("r") }, { _ = try await $0.connectedAccounts() },
      { _ = try await $0.connectedAccount("c") },
    ]
    let writes: [@Sendable (CloseClient) async throws -> Void] = [
      { _ = try await $0.grant(to: "user_b", from: "user_a") },
      { _ = try await $0.bulk(BulkChange()) }, { _ = try await $0.addMember(email: "a@b.c") },
      { _ = try await $0.changeMember("m", MembershipChange()) },
      { _ = try await $0.makeGroup(name: "g") },
    ]
    // A read is asked for once more where its answer is no JSON.
    let script = [LoopbackServer.Reply](repeating: reply, count: 2 * reads.count + writes.count)
    _ = try await withClient(script) { client, server in
      var attempts = 0
      for (index, call) in (reads + writes).enumerated() {
        let error = await #expect(throws: CloseError.self) { try await call(client) }
        #expect(error?.kind == (index < reads.count ? .unexpectedAnswer : .ambiguous))
        #expect(error?.message.contains(words) == true, "\(index): \(error?.message ?? "")")
        #expect(error?.message.contains("with status 20") == true)
        #expect(error?.operation.isEmpty == false)
        attempts += error?.attempts ?? 0
        #expect((1...(index < reads.count ? 2 : 1)).contains(error?.attempts ?? 0))
      }
      #expect(server.received.count == attempts)
    }
  }
}
