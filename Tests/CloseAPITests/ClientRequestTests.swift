import CloseAPI
import Testing

/// What leaves, byte for byte, and how the answers are read.
@Suite struct ClientRequestTests {
  private static func request(
    _ line: String, body: String? = nil, port: String
  ) -> ReceivedRequest {
    var headers = [
      "host": port, "authorization": "Basic \(plantedHeader)", "accept": "application/json",
      "user-agent": "sendas-tests",
    ]
    if let body {
      headers["content-type"] = "application/json"
      headers["content-length"] = "\(body.utf8.count)"
    }
    return ReceivedRequest(line: line, headers: headers, body: body ?? "")
  }

  private static func host(_ server: LoopbackServer) -> String {
    String(server.baseURL.dropFirst("http://".count).prefix { $0 != "/" })
  }

  @Test func `each of the six operations leaves as Close documents it`() async throws {
    let one = Association(
      id: "sdas_1", allowingUserID: "user_a", allowedUserID: "user_b", organizationID: "orga_1")
    let json = associationJSON("sdas_1", allowed: "user_b")
    var port = ""
    let received = try await withClient([
      .json(200, #"{"data":[\#(json)]}"#), .json(200, json),
      .json(201, json), .answer("HTTP/1.1 204 No Content\r\n\r\n"),
      .answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), .json(200, #"{"data":[\#(json)]}"#),
    ]) { client, server in
      port = Self.host(server)
      #expect(try await client.associations(allowing: "user_a", allowed: "user_b") == [one])
      #expect(try await client.association("sdas_1") == one)
      #expect(try await client.grant(to: "user_b", from: "user_a") == one)
      try await client.revoke("sdas_1")
      try await client.revoke(allowed: "user_b", allowing: "user_a")
      let change = try BulkChange(allowed: ["user_b", "user_c"], disallowed: ["user_d"])
      #expect(try await client.bulk(change) == [one])
    }
    let pair = "?allowing_user_id=user_a&allowed_user_id=user_b"
    #expect(
      received == [
        Self.request("GET /api/v1/send_as/\(pair) HTTP/1.1", port: port),
        Self.request("GET /api/v1/send_as/sdas_1/ HTTP/1.1", port: port),
        Self.request(
          "POST /api/v1/send_as/ HTTP/1.1",
          body: #"{"allowed_user_id":"user_b","allowing_user_id":"user_a"}"#, port: port),
        Self.request("DELETE /api/v1/send_as/sdas_1/ HTTP/1.1", port: port),
        Self.request("DELETE /api/v1/send_as/\(pair) HTTP/1.1", port: port),
        Self.request(
          "POST /api/v1/send_as/bulk/ HTTP/1.1",
          body: #"{"allowed_user_ids":["user_b","user_c"],"disallowed_user_ids":["user_d"]}"#,
          port: port),
      ])
  }

  @Test func `me, the organisation and the users are read, users page by page`() async throws {
    let received = try await withClient([
      .json(200, #"{"id":"user_a","email":"a@b.c","organizations":[{"id":"orga_1"}]}"#),
      .json(200, #"{"id":"orga_1","name":"Acme"}"#),
      .json(200, #"{"data":[{"id":"u1"},{"id":"u2"}],"has_more":true}"#),
      .json(200, #"{"data":[{"id":"u2"},{"id":"u3"}],"has_more":false}"#),
    ]) { client, _ in
      let me = try await client.me()
      #expect(me == Me(user: User(id: "user_a", email: "a@b.c", organizations: ["orga_1"])))
      #expect(try await client.organization("orga_1") == Organization(id: "orga_1", name: "Acme"))
      var pages: [[UserID]] = []
      for try await page in client.userPages(pageSize: 2) { pages.append(page.map(\.id)) }
      #expect(pages == [["u1", "u2"], ["u3"]])
    }
    #expect(
      received.map(\.line) == [
        "GET /api/v1/me/ HTTP/1.1", "GET /api/v1/organization/orga_1/ HTTP/1.1",
        "GET /api/v1/user/?_limit=2 HTTP/1.1", "GET /api/v1/user/?_limit=2&_skip=2 HTTP/1.1",
      ])
  }

  @Test func `the list of associations is continued when it says that there is more`()
    async throws
  {
    let first = associationJSON("sdas_1", allowed: "user_b")
    let second = associationJSON("sdas_2", allowed: "user_c")
    let received = try await withClient([
      .json(200, #"{"data":[\#(first)],"has_more":true}"#), .json(200, #"{"data":[\#(second)]}"#),
    ]) { client, _ in
      let list = try await client.associations()
      #expect(list.map(\.id) == ["sdas_1", "sdas_2"])
    }
    #expect(
      received.map(\.line)
        == ["GET /api/v1/send_as/ HTTP/1.1", "GET /api/v1/send_as/?_skip=1 HTTP/1.1"])
  }

  @Test func `a list that goes in circles is an error`() async throws {
    let page = #"{"data":[{"id":"u1"}],"has_more":true}"#
    _ = try await withClient([.json(200, page), .json(200, page)]) { client, _ in
      let error = await failure { () async throws(CloseError) in try await client.users() }
      #expect(error?.kind == .unexpectedAnswer)
      #expect(error?.message.contains("the same page again after 1 entries") == true)
    }
  }

  @Test func `nothing is sent that speaks for somebody else`() async throws {
    let received = try await withClient([], userID: "user_a") { client, _ in
      let errors = [
        await failure { () async throws(CloseError) in
          try await client.grant(to: "user_c", from: "user_b")
        },
        await failure { () async throws(CloseError) in
          try await client.revoke(allowed: "user_c", allowing: "user_b")
        },
        await failure { () async throws(CloseError) in
          try await client.associations(allowing: "user_b", allowed: "user_c")
        },
      ]
      #expect(errors.map(\.?.kind) == [.wrongIdentity, .wrongIdentity, .wrongIdentity])
      #expect(
        errors[0]?.description
          == "wrong_identity in POST /send_as/ as alice@acme.test: The credential of "
          + "alice@acme.test belongs to user_a and cannot speak for user_b. "
          + "Use the credential of the allowing user.")
      #expect(errors.map(\.?.attempts) == [0, 0, 0])
    }
    #expect(received == [])
  }

  @Test func `a key that turns out to be somebody else's is an error`() async throws {
    _ = try await withClient(
      [.json(200, #"{"id":"user_b","email":"bob@acme.test"}"#)], userID: "user_a"
    ) { client, _ in
      let error = await failure { () async throws(CloseError) in try await client.me() }
      #expect(error?.kind == .wrongIdentity)
      #expect(
        error?.message.contains("belongs to bob@acme.test (user_b) and not to user_a") == true)
    }
  }
}
