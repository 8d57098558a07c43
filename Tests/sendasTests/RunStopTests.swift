import Lua
import Runs
import Testing

@testable import sendas

struct RunStopTests {
  /// A clock on which sleeps end at once, or last until they are cancelled.
  private struct StillClock: Clock {
    let endsAtOnce: Bool
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
      if endsAtOnce { return }
      try await ContinuousClock().sleep(until: .now + .seconds(100_000))
    }
  }

  private let taking = AsyncStream.makeStream(of: RunStop.Step.self)

  private func stop(endsAtOnce: Bool) -> RunStop {
    RunStop(clock: StillClock(endsAtOnce: endsAtOnce)) { [taking] in
      taking.continuation.yield($0)
    }
  }

  @Test func `a script is told first, and forced when its time to clean up is over`() async {
    let stop = stop(endsAtOnce: true)
    stop.begin(.signal(2))
    var taken: [RunStop.Step] = []
    for await step in taking.stream {
      taken.append(step)
      if step == .force { break }
    }

    #expect(taken == [.order(.signal(2)), .force])
    #expect(stop.wasForced)
  }

  @Test func `it is told once, and a signal counts more than the deadline`() async {
    let stop = stop(endsAtOnce: false)
    stop.begin(.deadline)
    stop.begin(.signal(15))
    stop.begin(.deadline)
    taking.continuation.finish()
    var taken: [RunStop.Step] = []
    for await step in taking.stream { taken.append(step) }

    #expect(taken == [.order(.deadline)])
    #expect(stop.cause == .signal(15))
    #expect(!stop.wasForced)
  }

  @Test func `of several endings the most pressing decides the status`() async {
    let (none, signal, deadline) = (
      stop(endsAtOnce: false), stop(endsAtOnce: false), stop(endsAtOnce: false)
    )
    signal.begin(.signal(2))
    deadline.begin(.deadline)
    var failed = RunTally()
    failed.failedItems = 1
    var ambiguous = failed
    ambiguous.ambiguous = 1
    let killed = LuaError(kind: .killed, message: "")
    let refused = LuaError(kind: .init(rawValue: "refused"), message: "")
    let cases: [(LuaError?, RunStop, RunTally, Int32)] = [
      (nil, none, RunTally(), 0), (nil, none, failed, 3), (refused, none, failed, 5),
      (refused, none, ambiguous, 7), (refused, deadline, ambiguous, 6),
      (killed, deadline, failed, 124),
      (killed, none, ambiguous, 124), (killed, signal, ambiguous, 130),
    ]
    for (error, stop, tally, status) in cases {
      let progress = RunProgress(tally: tally, requests: 0, throttled: 0, waitingForLimit: nil)
      #expect(RunVerdict(error, stop, progress).status == status)
    }
  }
}
