import RateModels

/// Requests at equal distances, as the generic cell rate algorithm spaces them, at a rate that
/// somebody has told it.
struct EvenSpacingStrategy: PacingStrategy {
  let connections: Int
  /// Requests per second.
  let rate: Double
  private var inFlight = 0
  private var next = 0.0
  private var blockedUntil = 0.0

  init(connections: Int, rate: Double) {
    self.connections = connections
    self.rate = rate
  }

  mutating func leave(at now: Double) -> Leave {
    if inFlight >= connections { return .wait(until: nil) }
    let opening = max(next, blockedUntil)
    return now >= opening - 1e-9 ? .go : .wait(until: opening)
  }

  mutating func sent(_ request: Int, at now: Double) {
    inFlight += 1
    next = max(next, now) + 1 / rate
  }

  mutating func answered(_ request: Int, _ reply: ServerReply, at now: Double) {
    inFlight -= 1
    if !reply.isAllowed { blockedUntil = max(blockedUntil, now + reply.reset) }
  }
}
