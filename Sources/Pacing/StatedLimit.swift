/// A reading that names its bucket's limit and what was left, in the units of the ledgers.
struct StatedLimit: Sendable, Equatable {
  var limit: Int
  var remaining: Int
  /// Seconds until more is allowed; nil when the answer did not say.
  var reset: Double?
  /// Seconds by which `reset` may be wrong either way: 1 for whole seconds, which somebody rounded.
  var slack: Double

  /// Nil for a reading that lacks the limit or what was left.
  init?(_ reading: RateReading?) {
    guard let reading, let limit = reading.limit, let remaining = reading.remaining else {
      return nil
    }
    self.limit = limit
    self.remaining = remaining
    reset = reading.reset?.inSeconds
    slack = reading.isExact ? 0 : 1
  }
}

extension StatedLimit {
  /// The part of the limit that is left, above 1 with bursts.
  var leftShare: Double { Double(remaining) / Double(limit) }
}
