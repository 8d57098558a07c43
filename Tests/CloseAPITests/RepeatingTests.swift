import Testing

@testable import CloseAPI

/// What is sent again, against a server that fails in between.
@Suite struct RepeatingTests {
  private static let bad = LoopbackServer.Reply.text(502, "", type: "text/html")

  @Test func `a deletion that was cut off and then finds nothing has succeeded`() async throws {
    let received = try await withClient([.reset, .json(404, #"{"error":"Not found."}"#)]) {
      client, _ in
      try await client.revoke("sdas_1")
    }
    #expect(received.map(\.line).count == 2)
  }

  @Test func `a bulk change is sent again, because it names the state that is wanted`()
    async throws
  {
    let received = try await withClient([.reset, Self.bad, .json(200, #"{"data":[]}"#)]) {
      client, _ in
      let all = try await client.bulk(BulkChange(disallowed: ["user_b"]))
      #expect(all == [])
    }
    #expect(Set(received.map(\.body)).count == 1)
    #expect(received.count == 3)
  }

  @Test func `a change that never gets a clear answer is ambiguous and counts its attempts`()
    async throws
  {
    let script = [LoopbackServer.Reply](repeating: Self.bad, count: 5)
    _ = try await withClient(script) { client, _ in
      let error = await failure { () async throws(CloseError) in try await client.revoke("sdas_1") }
      #expect(error?.kind == .ambiguous)
      #expect(error?.attempts == 5)
      #expect(error?.status == 502)
    }
  }

  @Test func `when too many requests fail the budget for repeats is spent, and that is said`()
    async throws
  {
    let script = [LoopbackServer.Reply](repeating: Self.bad, count: 20)
    let received = try await withClient(script) { client, _ in
      var kinds: [CloseError?] = []
      for _ in 0..<4 {
        kinds.append(
          await failure { () async throws(CloseError) in try await client.association("sdas_1") })
      }
      #expect(kinds.map(\.?.attempts) == [5, 5, 3, 1])
      #expect(kinds.allSatisfy { $0?.kind == .unavailable })
      #expect(kinds[1]?.message.contains("budget") == false)
      #expect(kinds[2]?.message.contains("the budget for repeats is spent") == true)
      let traffic = await client.transport.traffic
      #expect(traffic.repeats == 10)
      #expect(traffic.isRetryBudgetSpent)
    }
    #expect(received.count == 14)
  }

  @Test func `an operation ends at its deadline, and the wait for the rate limit is not counted`()
    async throws
  {
    let later = LoopbackServer.Reply.json(503, "{}", headers: "Retry-After: 100\r\n")
    let full = LoopbackServer.Reply.json(
      429, "", headers: "RateLimit: limit=2, remaining=0, reset=500\r\nRetry-After: 500\r\n")
    let received = try await withClient([full, later, later]) { client, _ in
      let error = await failure { () async throws(CloseError) in try await client.me() }
      #expect(error?.kind == .unavailable)
      #expect(error?.attempts == 2)
      #expect(error?.message.contains("an operation may take 180 seconds") == true)
    }
    #expect(received.count == 3)
  }

  @Test func `a change that is cancelled between two tries is ambiguous`() async throws {
    let server = try LoopbackServer([Self.bad])
    let clock = StuckClock()
    let transport = try CloseTransport(baseURL: server.baseURL, clock: clock, random: { 0.5 })
    let client = CloseClient(credential: try Credential(apiKey: plantedKey), transport: transport)
    let change = Task {
      await failure { () async throws(CloseError) in try await client.revoke("sdas_1") }
    }
    await clock.slept()
    change.cancel()
    let error = await change.value
    #expect(error?.kind == .ambiguous)
    #expect(error?.message.contains("Read back before sending it again") == true)
    await transport.shutdown()
    server.stop()
  }

  @Test func `a list whose filters are too long for a URL leaves as POST and counts as a read`()
    async throws
  {
    let id = UserID("user_" + String(repeating: "x", count: 2000))
    let received = try await withClient([.reset, .json(200, #"{"data":[]}"#)]) { client, server in
      _ = try await client.associations(allowed: id)
    }
    #expect(received.map(\.line) == Array(repeating: "POST /api/v1/send_as/ HTTP/1.1", count: 2))
    #expect(received[1].headers["x-http-method-override"] == "GET")
    #expect(received[1].body == #"{"_params":{"allowed_user_id":"\#(id)"}}"#)
  }
}

/// A clock on which a sleep ends only when its task is cancelled.
struct StuckClock: Clock {
  private let times = AsyncStream<Void>.makeStream()

  var now: ContinuousClock.Instant { ContinuousClock().now }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    times.continuation.yield()
    let never = AsyncStream<Void>.makeStream()
    for await _ in never.stream {}
    try Task.checkCancellation()
  }

  /// Waits until somebody sleeps.
  func slept() async {
    var iterator = times.stream.makeAsyncIterator()
    await iterator.next()
  }
}
