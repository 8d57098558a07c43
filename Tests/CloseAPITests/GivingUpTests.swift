import Testing

@testable import CloseAPI

/// What is known of a request whose answer is waited for no longer.
@Suite struct GivingUpTests {
  @Test func `a server that stays silent is a timeout for a read and ambiguous for a change`()
    async throws
  {
    let timeouts = Timeouts(read: .milliseconds(50))
    let script = [LoopbackServer.Reply](repeating: .silence, count: 6)
    let received = try await withClient(script, timeouts: timeouts) { client, server in
      let read = await failure { () async throws(CloseError) in try await client.me() }
      #expect(read?.kind == .timeout)
      #expect(read?.attempts == 5)
      let change = await failure { () async throws(CloseError) in
        try await client.grant(to: "user_b", from: "user_a")
      }
      #expect(change?.kind == .ambiguous)
      #expect(change?.attempts == 1)
      // The patience of the client may end before the server has looked.
      var arrivals = server.arrivals.makeAsyncIterator()
      for _ in 0..<6 { await arrivals.next() }
    }
    #expect(received.count == 6)
  }

  @Test func `an answer without an end is waited for until the deadline`() async throws {
    let beginning = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
    let timeouts = Timeouts(total: .milliseconds(50))
    let script = [LoopbackServer.Reply](repeating: .answer(beginning), count: 5)
    _ = try await withClient(script, timeouts: timeouts) { client, server in
      let error = await failure { () async throws(CloseError) in try await client.me() }
      #expect(error?.kind == .timeout)
      #expect(error?.attempts == 5)
      var arrivals = server.arrivals.makeAsyncIterator()
      for _ in 0..<5 { await arrivals.next() }
    }
  }

  @Test func `a request that found no connection in time was not sent`() async throws {
    let server = try LoopbackServer([.silence])
    let exchange = try HTTPExchange(connections: 1, timeouts: Timeouts())
    let first = Task {
      await #expect(throws: ExchangeFailure.self) {
        try await exchange.send(method: "GET", url: server.baseURL, headers: [], body: nil)
      }
    }
    var arrivals = server.arrivals.makeAsyncIterator()
    await arrivals.next()
    let error = await #expect(throws: ExchangeFailure.self) {
      try await exchange.send(
        method: "POST", url: server.baseURL, headers: [], body: [], within: .milliseconds(20))
    }
    #expect(error?.reach == .notSent)
    #expect(error?.kind == .timeout)
    #expect(error?.problem == "no connection was ready in time")
    #expect(server.received.count == 1)
    first.cancel()
    #expect(await first.value?.reach == .unknown)
    await exchange.shutdown()
    server.stop()
  }

  @Test func `who is cancelled before the request begins has sent nothing`() async throws {
    let received = try await withClient([]) { client, server in
      let exchange = client.transport.exchange
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        return await #expect(throws: ExchangeFailure.self) {
          try await exchange.send(method: "POST", url: server.baseURL, headers: [], body: [])
        }
      }
      task.cancel()
      let error = await task.value
      #expect(error?.reach == .notSent)
      #expect(error?.kind == .cancelled)
    }
    #expect(received == [])
  }

  @Test func `a cancelled task sends nothing`() async throws {
    let received = try await withClient([]) { client, _ in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return await failure { () async throws(CloseError) in try await client.revoke("sdas_1") }
      }
      let error = await task.value
      #expect(error?.kind == .cancelled)
      #expect(error?.attempts == 0)
    }
    #expect(received == [])
  }

  @Test func `a read that is cancelled on its way is cancelled, a change is ambiguous`()
    async throws
  {
    let received = try await withClient([.silence, .silence]) { client, server in
      var arrivals = server.arrivals.makeAsyncIterator()
      let read = Task { await failure { () async throws(CloseError) in try await client.me() } }
      await arrivals.next()
      read.cancel()
      #expect(await read.value?.kind == .cancelled)

      let change = Task {
        await failure { () async throws(CloseError) in try await client.revoke("sdas_1") }
      }
      await arrivals.next()
      change.cancel()
      #expect(await change.value?.kind == .ambiguous)
    }
    #expect(received.count == 2)
  }
}
