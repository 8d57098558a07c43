import Testing

@testable import Pacing

/// The actor around the machine, on a clock that the test moves.
struct PacerTests {
  private let clock = ManualClock()
  private let key = BucketKey(credential: "a", organization: "orga_1", group: "GET /me")

  private func reading(_ remaining: Int, reset: Double) -> RateReading {
    RateReading(limit: 2, remaining: remaining, reset: .seconds(reset))
  }

  /// The report without the times of the score.
  private func counts(of pacer: Pacer) async -> PacingReport {
    var report = await pacer.report
    (report.elapsed, report.leastTime) = (.zero, nil)
    return report
  }

  private func waitForWaiters(_ count: Int, of pacer: Pacer) async {
    while await pacer.report.waiting != count { await Task.yield() }
  }

  /// A pacer whose one bucket is spent for the next 8 seconds.
  private func spentPacer() async throws -> Pacer {
    let pacer = Pacer(clock: clock)
    let first = try await pacer.permit(for: key)
    await first.answered(status: 200, reading: reading(1, reset: 8))
    let second = try await pacer.permit(for: key)
    await second.answered(status: 200, reading: reading(0, reset: 8))
    return pacer
  }

  @Test
  func `a spent window is waited out, and the report says until when`() async throws {
    let pacer = try await spentPacer()
    let waiter = Task { try await pacer.permit(for: key) }
    await waitForWaiters(1, of: pacer)
    let waiting = PacingReport(
      sent: 2, waiting: 1, waitingUntil: .seconds(8 + Ledger.tick), timeWaited: .zero)
    #expect(await counts(of: pacer) == waiting)
    await clock.waitForSleepers(1)
    clock.advance(by: .seconds(8))
    #expect(await pacer.report.waiting == 1)
    await clock.waitForSleepers(1)
    clock.advance(by: .milliseconds(2))
    await (try waiter.value).answered(status: 200, reading: reading(1, reset: 8))
    let done = PacingReport(sent: 3, timeWaited: .milliseconds(8002))
    let report = await pacer.report
    #expect(abs((report.timeWaited - done.timeWaited).inSeconds) < 1e-6)
    #expect(report.sent == 3 && report.waiting == 0 && report.inFlight == 0)
  }

  @Test
  func `a cancelled waiter leaves the queue and the next takes its place`() async throws {
    let pacer = try await spentPacer()
    let first = Task { try await pacer.permit(for: key) }
    await waitForWaiters(1, of: pacer)
    let second = Task { try await pacer.permit(for: key) }
    await waitForWaiters(2, of: pacer)
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    #expect(await pacer.report.waiting == 1)
    await clock.waitForSleepers(1)
    clock.advance(by: .seconds(9))
    await (try second.value).unused()
    #expect(await pacer.report.sent == 2)
  }

  @Test
  func `a task that is already cancelled gets no permit`() async {
    let pacer = Pacer(clock: clock)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await pacer.permit(for: key)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await counts(of: pacer) == PacingReport())
  }

  @Test
  func `an answer lets waiters go without the clock`() async throws {
    let pacer = Pacer(clock: clock)
    let first = try await pacer.permit(for: key)
    let second = Task { try await pacer.permit(for: key) }
    await waitForWaiters(1, of: pacer)
    #expect(await counts(of: pacer) == PacingReport(sent: 1, inFlight: 1, waiting: 1))
    await first.answered(status: 200, reading: reading(1, reset: 8))
    await (try second.value).lost()
    #expect(await counts(of: pacer) == PacingReport(sent: 2, lost: 1))
  }

  @Test
  func `a refusal is counted once and closes the bucket for as long as it says`() async throws {
    let pacer = Pacer(clock: clock)
    let first = try await pacer.permit(for: key)
    let refusal = RateReading(retryAfter: .seconds(30))
    await first.answered(status: 429, reading: refusal)
    await first.answered(status: 429, reading: refusal)
    let again = Task { try await pacer.permit(for: key) }
    await waitForWaiters(1, of: pacer)
    let report = await pacer.report
    #expect(report.throttled == 1 && report.waitingUntil == .seconds(30.02))
    await clock.waitForSleepers(1)
    clock.advance(by: .seconds(31))
    await (try again.value).answered(status: 200, reading: nil)
    #expect(await pacer.report.inFlight == 0)
  }

  @Test
  func `a thousand tasks at once are all served`() async throws {
    let pacer = Pacer(clock: clock, connections: 8)
    let served = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<1000 {
        group.addTask {
          let key = BucketKey(
            credential: "k\(number % 7)", organization: "orga_1", group: "GET /send_as")
          let permit = try await pacer.permit(for: key)
          let reading = RateReading(limit: 9000, remaining: 8999, reset: .seconds(1))
          await permit.answered(status: 200, reading: reading)
          return 1
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(served == 1000)
    #expect(await pacer.report.sent == 1000)
  }
}
