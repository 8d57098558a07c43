import CloseAPI
import Emulator
import Journal
import TestFixtures
import Testing

@testable import Runs

/// Changes whose result is looked up at Close.
struct ReadBackTests {
  @Test func `a grant that another has made meanwhile is there already, though Close says 400`()
    async throws
  {
    var options = WorldOptions()
    try options.set("duplicate_create", to: "error")
    try await RunFixture.run(world: World.acme.with(options)) { fixture in
      _ = try await fixture.perform([.grant(fixture.id("zoe"))])
      let outside = CloseClient(
        credential: try Credential(apiKey: fixture.world.users[0].apiKey),
        transport: try CloseTransport(baseURL: fixture.baseURL))
      _ = try await outside.grant(to: fixture.id("grace"), from: fixture.id("alice"))

      let results = try await fixture.perform([.grant(fixture.id("grace"))])

      guard case .granted(_, let isNew) = try results[0].get() else {
        Issue.record("it was not granted")
        return
      }
      #expect(!isNew)
      #expect(fixture.emulator.requests.suffix(2).map(\.status) == [400, 200])
    }
  }

  @Test func `a list that lags is looked at three times before a change is called unknown`()
    async throws
  {
    try await RunFixture.run { fixture in
      fixture.emulator.setFaults(
        try [Fault("POST *: 1 reset-after"), Fault("GET /send_as/: 1 stale 600s")], seed: 1)

      let results = try await fixture.perform([.grant(fixture.id("grace"))])

      let error = #expect(throws: CloseError.self) { try results[0].get() }
      #expect(error?.kind == .ambiguous)
      let requests = fixture.sendAsRequests
      // Before the change, after the create, after the first bulk, and three times after the last.
      #expect(requests.filter { $0.hasPrefix("GET ") }.count == 6)
      #expect(requests.suffix(3) == Array(repeating: "GET /api/v1/send_as/", count: 3))
      let waits = fixture.clock.sleeps.suffix(2)
      #expect(waits == [.seconds(1), .seconds(2)])
      let operations = try await fixture.journal.operations(of: fixture.engine.run.id)
      #expect(operations.map(\.state) == [.ambiguous])
    }
  }
}
