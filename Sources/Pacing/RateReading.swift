/// What one answer said about its limit.
public struct RateReading: Sendable, Equatable {
  /// Requests that a window allows; with bursts, `remaining` may exceed it.
  public var limit: Int?

  /// Requests that were left when the server had counted this one.
  public var remaining: Int?

  /// From the moment of the answer until more requests are allowed.
  public var reset: Duration?

  /// Whether `reset` was written with decimals; a whole number may be off by up to a second
  /// either way, because nothing says how it was rounded.
  public var isExact: Bool

  /// How long the server asks to stay away, from `Retry-After` of a 429 or 503.
  public var retryAfter: Duration?

  /// Makes a reading from its parts, for callers with other sources than headers.
  public init(
    limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil, isExact: Bool = true,
    retryAfter: Duration? = nil
  ) {
    self.limit = limit
    self.remaining = remaining
    self.reset = reset
    self.isExact = isExact
    self.retryAfter = retryAfter
  }

  /// Seconds to stay away after a refusal; nil when the answer does not say.
  ///
  /// Close sends `Retry-After` as its `reset` rounded up; then the finer `reset` counts, with 20 ms
  /// added for its own rounding. Otherwise `Retry-After` takes precedence, as the
  /// RateLimit header draft has it.
  var pause: Double? {
    let exact = reset.map { $0.inSeconds + (isExact ? 0.02 : 1) }
    guard let asked = retryAfter?.inSeconds else { return exact }
    guard let exact, let reset, abs(asked - reset.inSeconds) < 1 else { return asked + 0.02 }
    return exact
  }
}

extension Duration {
  var inSeconds: Double {
    let parts = components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
