import RateModels

/// A way to decide when the next request may go.
protocol PacingStrategy {
  /// Whether one more may go now; a yes is always followed by `sent`.
  mutating func leave(at now: Double) -> Leave

  mutating func sent(_ request: Int, at now: Double)

  mutating func answered(_ request: Int, _ reply: ServerReply, at now: Double)
}

enum Leave {
  case go
  /// Ask again then, or, with nil, after the next answer.
  case wait(until: Double?)
}
