/// A clock as the pacer uses it: seconds since its own start, and an alarm.
///
/// `any Clock<Duration>` hides its instants' type, so the clock is kept in two closures.
struct TimeSource: Sendable {
  let now: @Sendable () -> Double
  let sleepUntil: @Sendable (Double) async throws -> Void

  init<C: Clock>(_ clock: C) where C.Duration == Duration {
    let start = clock.now
    now = { start.duration(to: clock.now).inSeconds }
    sleepUntil = { try await clock.sleep(until: start.advanced(by: .seconds($0)), tolerance: nil) }
  }
}
