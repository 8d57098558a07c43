import CloseAPI
import Emulator
import Synchronization

/// A clock on which nobody waits: who sleeps moves the time to the end of the sleep.
///
/// The emulator and the client share it, so windows of the rate limit pass as fast as they are
/// waited for.
final class JumpingClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }
    func duration(to other: Self) -> Duration { other.offset - offset }
    static func < (one: Self, other: Self) -> Bool { one.offset < other.offset }
  }

  private let time = Mutex(Instant(offset: .zero))
  let minimumResolution = Duration.zero

  var now: Instant { time.withLock { $0 } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    time.withLock { $0 = max($0, deadline) }
  }
}

/// A clock that both sides of a test can have.
protocol JumpableClock: Clock<Duration> {}
extension ContinuousClock: JumpableClock {}
extension JumpingClock: JumpableClock {}

extension JumpableClock {
  func emulator(_ world: World, _ limits: EmulatorLimits) -> CloseEmulator {
    CloseEmulator(world: world, limits: limits, clock: self, seed: 1)
  }

  func transport(to baseURL: String) throws -> CloseTransport {
    try CloseTransport(baseURL: baseURL, clock: self)
  }
}
