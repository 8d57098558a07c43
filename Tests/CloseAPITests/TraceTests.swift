import Synchronization
import TestFixtures
import Testing

@testable import CloseAPI

/// What is told of each request.
@Suite struct TraceTests {
  @Test func `each try is told with its status and limits, and without its credential`()
    async throws
  {
    let server = try LoopbackServer([
      .text(502, "", type: "text/html"), .reset,
      .json(
        200, #"{"data":[]}"#, headers: "RateLimit: limit=160, remaining=159, reset=8\r\n"),
    ])
    let traces = Traces()
    let transport = try CloseTransport(
      baseURL: server.baseURL, clock: JumpingClock(), random: { 0 }, trace: traces.add)
    let client = CloseClient(
      credential: try Credential(apiKey: plantedKey), transport: transport, identity: plantedKey)
    _ = try await client.associations(allowed: "user_b")
    await transport.shutdown()
    server.stop()

    let lines = traces.all.map(\.description)
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("GET /send_as/?allowed_user_id=user_b 502 0 ms, attempt 1, as api_"))
    #expect(lines[1].contains(" failed 0 ms, attempt 2, as api_7b8KOSMa0OevK9qJvT6F9s.***; "))
    #expect(lines[1].contains("the connection broke"))
    #expect(lines[2].hasSuffix("; RateLimit: limit=160, remaining=159, reset=8"))
    #expect(lines[2].contains(" 200 0 ms, attempt 3"))
    for line in lines {
      #expect(leaks(in: line) == [])
      #expect(!line.contains("Authorization"))
    }
  }
}

/// Gathers what is told, from any thread.
private final class Traces: Sendable {
  private let traces = Mutex<[RequestTrace]>([])

  var all: [RequestTrace] { traces.withLock { $0 } }
  func add(_ trace: RequestTrace) { traces.withLock { $0.append(trace) } }
}
