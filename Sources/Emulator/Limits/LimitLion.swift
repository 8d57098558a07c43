/// One bucket of Close's own limiter, closeio/limitlion at 6411f9f, `throttle.lua`.
///
/// Windows are fixed, anchored at the whole second of the first request, and refilled at once at
/// their boundary: there is no continuous drip. A denied request costs nothing.
struct LimitLion: Sendable, Hashable {
  /// The knobs of a bucket; -1 requests per second allow everything, 0 denies everything.
  struct Settings: Sendable, Hashable {
    var requestsPerSecond: Double
    var burst: Double = 1
    /// Seconds.
    var window: Int = 5

    var capacity: Int { Int((requestsPerSecond * burst * Double(window)).rounded(.up)) }

    /// How long an unused bucket is remembered, in microseconds.
    var lifetime: Int64 { Int64((burst * Double(window) * 2).rounded(.down)) * 1_000_000 }
  }

  /// What a bucket says to a request.
  struct Verdict: Sendable, Hashable {
    var isAllowed: Bool
    /// What is left after this request.
    var tokens: Int
    /// Until the window ends, in microseconds; sleeping exactly so long is enough.
    var microsecondsLeft: Int64
  }

  private var tokens = 0
  private var refreshed: Int64?
  private var forgottenAt: Int64 = .min

  /// Asks for `requested` tokens at a time in microseconds since 1970 or a similar far-off moment.
  ///
  /// Asking for none refills and reports without spending.
  mutating func throttle(
    _ settings: Settings, at microseconds: Int64, requested: Int = 1
  ) -> Verdict {
    let window = Int64(settings.window)
    if settings.requestsPerSecond == -1 {
      return Verdict(isAllowed: true, tokens: 1, microsecondsLeft: 0)
    }
    if settings.requestsPerSecond == 0 {
      return Verdict(isAllowed: false, tokens: 0, microsecondsLeft: window * 1_000_000)
    }
    let now = microseconds / 1_000_000
    if microseconds >= forgottenAt {
      tokens = settings.capacity
      refreshed = nil
    }
    // A new bucket was refreshed at 0, long ago: it gains, which anchors its window at this second.
    let idle = max(0, now - (refreshed ?? 0))
    let windows = idle / window
    let gain = (Double(windows) * settings.requestsPerSecond * Double(window)).rounded(.up)
    let filled = Int(min(Double(settings.capacity), Double(tokens) + gain))
    if gain > 0 {
      refreshed = refreshed.map { $0 + windows * window } ?? now
    }
    let isAllowed = filled >= requested
    tokens = isAllowed ? max(0, filled - requested) : filled
    forgottenAt = microseconds + settings.lifetime
    let wholeSecondsLeft = window - max(0, now - (refreshed ?? 0)) - 1
    let left = wholeSecondsLeft * 1_000_000 + (1_000_000 - microseconds % 1_000_000)
    return Verdict(isAllowed: isAllowed, tokens: tokens, microsecondsLeft: left)
  }
}
