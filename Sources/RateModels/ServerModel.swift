/// What a simulated server says to one request.
package struct ServerReply: Sendable, Equatable {
  package var isAllowed: Bool
  package var limit: Int
  package var remaining: Int
  /// Seconds until more is allowed.
  package var reset: Double
  /// Whether `reset` was sent with decimals.
  package var isExact: Bool

  package init(isAllowed: Bool, limit: Int, remaining: Int, reset: Double, isExact: Bool = true) {
    self.isAllowed = isAllowed
    self.limit = limit
    self.remaining = remaining
    self.reset = reset
    self.isExact = isExact
  }
}

/// A server with one limit, in virtual time; times are seconds and never go back.
package protocol ServerModel: Sendable {
  /// Counts a request that arrives at `time`.
  mutating func hit(at time: Double) -> ServerReply

  /// The earliest time from `time` on at which a request would be allowed.
  mutating func opening(from time: Double) -> Double
}
