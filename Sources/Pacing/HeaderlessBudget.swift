/// How much to dare when a server says nothing about its limits.
///
/// A sliding log at half of what Close was seen to allow, growing by a tenth of it per window
/// without a refusal, up to all of it; a refusal takes 30 % away for three windows.
struct HeaderlessBudget: Sendable {
  /// 20 requests a second over 8 seconds is what Close's headers said where they were seen.
  static let requestsPerWindow = 160.0
  static let window = 8.0

  /// What is allowed at most: `requestsPerWindow` times how many keys' worth the bucket holds.
  let most: Double
  private var factor = 0.5
  private var growsAt: Double?
  private var lastCut = -Double.infinity

  init(keys: Int, share: Double) {
    most = Self.requestsPerWindow * Double(keys) * share
  }

  /// Says whether one more may go, given the log of those that are over and the number in flight.
  func verdict(at now: Double, log: inout SlidingLog, inFlight: Int) -> Verdict {
    // A millisecond keeps clear of the server's own rounding.
    log.forget(upTo: now - Self.window - 0.001)
    if Double(log.count + inFlight + 1) <= max(1, most * factor) { return .go }
    return .wait(until: log.oldest.map { $0 + Self.window + 0.002 })
  }

  /// Notes an answer that was no refusal.
  mutating func allowed(at now: Double) {
    let due = growsAt ?? now + Self.window
    growsAt = due
    guard now >= due else { return }
    factor = min(1, factor + 0.1)
    growsAt = now + Self.window
  }

  /// Notes a refusal of a request sent at `sent`.
  mutating func refused(sent: Double, at now: Double) {
    // What was in flight at the last cut tells nothing new.
    guard sent > lastCut else { return }
    lastCut = now
    factor = max(0.05, factor * 0.7)
    growsAt = now + 3 * Self.window
  }
}
