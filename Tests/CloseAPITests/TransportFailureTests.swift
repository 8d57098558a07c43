import Testing

@testable import CloseAPI

/// What happens when the server or the way to it fails.
@Suite struct TransportFailureTests {
  @Test func `a change that is reset after it arrived is ambiguous and not sent again`()
    async throws
  {
    let received = try await withClient([.reset, .json(200, "{}")]) { client, _ in
      let error = await failure { () async throws(CloseError) in
        try await client.grant(to: "user_b", from: "user_a")
      }
      #expect(error?.kind == .ambiguous)
      #expect(error?.operation == "POST /send_as/")
      #expect(error?.attempts == 1)
      #expect(error?.message.contains("may or may not have been made") == true)
    }
    #expect(received.count == 1)
  }

  @Test func `a read that is reset is sent again`() async throws {
    let received = try await withClient([.reset, .reset, .json(200, #"{"data":[]}"#)]) {
      client, _ in
      let list = try await client.associations()
      #expect(list == [])
    }
    #expect(received.count == 3)
  }

  @Test func `an answer cut short is no answer`() async throws {
    let cut = "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"
    _ = try await withClient([.lastAnswer(cut)]) { client, _ in
      let error = await failure { () async throws(CloseError) in
        try await client.grant(to: "user_b", from: "user_a")
      }
      #expect(error?.kind == .ambiguous)
      #expect(error?.status == 201)
    }
  }

  @Test func `a refused connection names the URL and what to check`() async throws {
    _ = try await withClient([], isListening: false) { client, server in
      let error = await failure { () async throws(CloseError) in try await client.bulk(BulkChange())
      }
      #expect(error?.kind == .connection)
      #expect(error?.attempts == 5)
      #expect(
        error?.message
          == "No answer from \(server.baseURL): the connection was refused. Nothing was sent. "
          + "Check that the server runs and the port is right.")
      #expect(error?.isRetryable == true)
    }
  }

  @Test func `a redirect is not followed and its error says where it led`() async throws {
    let redirect = LoopbackServer.Reply.text(
      308, "", type: "text/html", headers: "Location: http://127.0.0.1:9/elsewhere/\r\n")
    let received = try await withClient([redirect]) { client, _ in
      let error = await failure { () async throws(CloseError) in
        try await client.grant(to: "user_b", from: "user_a")
      }
      #expect(error?.kind == .unexpectedAnswer)
      #expect(
        error?.message.contains("redirect (status 308) to http://127.0.0.1:9/elsewhere/") == true)
    }
    #expect(received.count == 1)
  }

  @Test(arguments: ["http", "https"]) func `no redirect takes a credential elsewhere`(
    scheme: String
  ) async throws {
    let other = try LoopbackServer([.json(200, "{}")])
    let there = other.baseURL.replacing("http:", with: "\(scheme):")
    let redirects = [301, 302, 303, 307, 308].map { status in
      LoopbackServer.Reply.text(
        status, "", type: "text/html", headers: "Location: \(there)/me/\r\n")
    }
    let received = try await withClient(redirects) { client, _ in
      for _ in redirects {
        let error = await failure { () async throws(CloseError) in try await client.me() }
        #expect(error?.kind == .unexpectedAnswer)
        #expect(error?.message.contains("\(there)/me/") == true)
      }
    }
    #expect(received.count == 5)
    #expect(other.connections == 0)
    other.stop()
  }

  @Test func `there are never more connections than allowed, and no more than are needed`()
    async throws
  {
    let answers = [LoopbackServer.Reply](repeating: .json(200, #"{"id":"user_a"}"#), count: 60)
    let server = try LoopbackServer(answers)
    let transport = try CloseTransport(baseURL: server.baseURL, connections: 3)
    let client = CloseClient(credential: try Credential(apiKey: plantedKey), transport: transport)
    for _ in 0..<20 { _ = try await client.me() }
    #expect(server.connections == 1)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<40 { group.addTask { _ = try await client.me() } }
      try await group.waitForAll()
    }
    #expect((1...3).contains(server.connections))
    #expect(server.received.count == 60)
    await transport.shutdown()
    server.stop()
  }

  @Test func `a refusal for the rate limit is waited out and no attempt`() async throws {
    let full = LoopbackServer.Reply.json(
      429, "", headers: "RateLimit: limit=2, remaining=0, reset=3.5\r\nRetry-After: 4\r\n")
    let missing = LoopbackServer.Reply.json(404, #"{"error":"gone"}"#)
    let received = try await withClient([full, full, missing]) { client, _ in
      let error = await failure { () async throws(CloseError) in try await client.revoke("sdas_1") }
      #expect(error?.kind == .notFound)
      #expect(error?.attempts == 1)
      let traffic = await client.transport.traffic
      #expect(traffic.sent == 3)
      #expect(traffic.throttled == 2)
      #expect(traffic.inFlight == 0)
      #expect(traffic.waiting == 0)
      #expect(traffic.timeWaited >= .seconds(7))
    }
    #expect(received.count == 3)
  }

  @Test func `a gateway's failure is asked again unless that could add something`() async throws {
    let bad = LoopbackServer.Reply.text(502, "<html>Bad Gateway</html>", type: "text/html")
    let received = try await withClient([bad, .json(200, #"{"id":"user_a"}"#), bad]) { client, _ in
      let me = try await client.me()
      #expect(me.id == "user_a")
      let error = await failure { () async throws(CloseError) in
        try await client.grant(to: "user_b", from: "user_a")
      }
      #expect(error?.kind == .ambiguous)
      #expect(error?.message.contains("beginning '<html>Bad Gateway</html>'") == true)
    }
    #expect(received.count == 3)
  }

  static let unreadable: [(String, String, String)] = [
    ("text/html", "<p>Welcome", "not valid JSON"), ("application/json", "", "not valid JSON"),
    ("application/json", "[]", "came as an array"),
    ("application/json", #"{"ok":true}"#, "came without"),
  ]

  @Test(arguments: unreadable) func `a success that is none says what came instead`(
    type: String, body: String, words: String
  ) async throws {
    let reply = LoopbackServer.Reply.text(200, body, type: type)
    _ = try await withClient([reply, reply]) { client, _ in
      let read = await failure { () async throws(CloseError) in try await client.associations() }
      #expect(read?.kind == .unexpectedAnswer)
      #expect(read?.message.contains(words) == true, "\(read?.message ?? "")")
      #expect(read?.message.contains("status 200, content type '\(type)'") == true)
      let change = await failure { () async throws(CloseError) in
        try await client.grant(to: "user_b", from: "user_a")
      }
      #expect(change?.kind == .ambiguous)
      #expect(change?.operation == "POST /send_as/")
    }
  }

  @Test func `an answer over the cap is refused with its status`() async throws {
    let server = try LoopbackServer([.json(200, "12345678901"), .json(200, "1234567890")])
    let exchange = try HTTPExchange(connections: 1, timeouts: Timeouts(), bodyCap: 10)
    let error = await #expect(throws: ExchangeFailure.self) {
      try await exchange.send(method: "GET", url: server.baseURL, headers: [], body: nil)
    }
    #expect(error?.kind == .unexpectedAnswer)
    #expect(error?.head?.status == 200)
    let small = try await exchange.send(
      method: "GET", url: server.baseURL, headers: [], body: nil)
    #expect(small.body == Array("1234567890".utf8))
    await exchange.shutdown()
    server.stop()
  }

  @Test func `a transport that is shut down sends nothing any more`() async throws {
    let received = try await withClient([]) { client, _ in
      await client.transport.shutdown()
      let error = await failure { () async throws(CloseError) in try await client.revoke("sdas_1") }
      #expect(error?.kind == .cancelled)
      await client.transport.shutdown()
    }
    #expect(received == [])
  }

  @Test func `a server that repeats the key does not make us show it`() async throws {
    let echo = #"{"error":"got \#(plantedKey) and Basic \#(plantedHeader)"}"#
    _ = try await withClient([
      .json(400, echo), .text(200, echo, type: "text/plain"), .json(404, "{}"),
    ]) {
      client, _ in
      for _ in 0..<2 {
        let error = await failure { () async throws(CloseError) in
          try await client.association("sdas_1")
        }
        #expect(error != nil)
        #expect(leaks(in: shown(error)) == [])
      }
      let mistaken = await failure { () async throws(CloseError) in
        try await client.association(AssociationID(plantedKey))
      }
      #expect(mistaken?.operation == "GET /send_as/api_7b8KOSMa0OevK9qJvT6F9s.***/")
      #expect(leaks(in: shown(client)) == [])
    }
  }
}
