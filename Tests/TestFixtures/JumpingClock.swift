import Synchronization

/// A clock on which nobody waits: who sleeps moves the time to the end of the sleep, and it is noted
/// for how long.
///
/// An emulator and a client may share it, so windows of the rate limit pass as fast as they are
/// waited for.
package final class JumpingClock: Clock {
  package struct Instant: InstantProtocol {
    package var offset: Duration

    package func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }
    package func duration(to other: Self) -> Duration { other.offset - offset }
    package static func < (one: Self, other: Self) -> Bool { one.offset < other.offset }
  }

  private let state = Mutex<(now: Instant, sleeps: [Duration])>((Instant(offset: .zero), []))
  package let minimumResolution = Duration.zero

  package init() {}

  package var now: Instant { state.withLock { $0.now } }
  /// For how long somebody has slept, in order.
  package var sleeps: [Duration] { state.withLock { $0.sleeps } }

  /// Lets time pass in which nobody sleeps.
  package func advance(by duration: Duration) {
    state.withLock { $0.now = $0.now.advanced(by: duration) }
  }

  package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    state.withLock { state in
      state.sleeps.append(state.now.duration(to: deadline))
      state.now = max(state.now, deadline)
    }
  }
}
