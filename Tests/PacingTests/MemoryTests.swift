import Synchronization
import Testing

@testable import Pacing

/// What one run has learned and the next knows.
struct MemoryTests {
  private final class Memory: PacingMemory {
    let text = Mutex("")
    func update(_ change: (String) -> String) { text.withLock { $0 = change($0) } }
  }

  private let clock = ManualClock()
  private let key = BucketKey(credential: "a", organization: "orga_1", group: "GET /me")

  private func answer(_ pacer: Pacer, _ remaining: Int, _ reset: Double) async throws {
    let permit = try await pacer.permit(for: key)
    clock.advance(by: .milliseconds(100))
    await permit.answered(
      status: 200,
      reading: RateReading(limit: 3, remaining: remaining, reset: .seconds(reset)))
  }

  @Test func `a window is known again, and then needs no probe`() async throws {
    let memory = Memory()
    let first = Pacer(clock: clock, memory: memory)
    for (remaining, reset) in [(2, 1.0), (1, 0.9), (0, 0.8)] {
      try await answer(first, remaining, reset)
    }
    clock.advance(by: .seconds(1))
    try await answer(first, 2, 7.9)
    try await first.keep()
    let kept = memory.text.withLock { $0 }
    #expect(kept.contains("\"kind\":\"window\"") && kept.contains("\"limit\":3"))
    #expect(!kept.contains("remaining"))

    let second = Pacer(clock: clock, memory: memory)
    for (remaining, reset) in [(2, 1.0), (1, 0.9), (0, 0.8)] {
      try await answer(second, remaining, reset)
    }
    clock.advance(by: .seconds(1))
    // All three at once, where a pacer that knows nothing sends one and waits.
    for _ in 0..<3 { _ = try await second.permit(for: key) }
    #expect(await second.report.inFlight == 3)
  }

  @Test(arguments: ["", "no JSON", "[{}]", "{\"a\":1}", "[{\"limit\":-1}]"])
  func `what cannot be read is learned anew`(text: String) async throws {
    let memory = Memory()
    memory.text.withLock { $0 = text }
    let pacer = Pacer(clock: clock, memory: memory)
    _ = try await pacer.permit(for: key)
    #expect(await pacer.report.sent == 1)
  }

  @Test func `what other runs have learned of other buckets stays`() {
    func limit(_ group: String, _ limit: Int) -> LearnedLimit {
      LearnedLimit(organization: "o", group: group, limit: limit, window: 8, kind: "window")
    }
    var limits = LearnedLimits()
    limits.merge([limit("a", 1), limit("b", 2)])
    var read = LearnedLimits(text: limits.text)
    #expect(read == limits)
    read.merge([limit("a", 3)])
    #expect(read.all.map(\.limit) == [2, 3])
    read.merge((0..<600).map { limit("g\($0)", 1) })
    #expect(read.all.count == LearnedLimits.most)
  }
}
