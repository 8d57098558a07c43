import CloseAPI
import Emulator
import TestFixtures

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
