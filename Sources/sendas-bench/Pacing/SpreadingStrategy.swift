import RateModels

/// What is left, spread evenly over the time until it comes back.
struct SpreadingStrategy: PacingStrategy {
  let connections: Int
  private var inFlight = 0
  private var next = 0.0
  private var gap: Double?

  init(connections: Int) { self.connections = connections }

  mutating func leave(at now: Double) -> Leave {
    if inFlight >= connections || (gap == nil && inFlight >= 1) { return .wait(until: nil) }
    return now >= next - 1e-9 ? .go : .wait(until: next)
  }

  mutating func sent(_ request: Int, at now: Double) {
    inFlight += 1
    next = now + (gap ?? 0)
  }

  mutating func answered(_ request: Int, _ reply: ServerReply, at now: Double) {
    inFlight -= 1
    let left = reply.remaining - inFlight
    guard reply.isAllowed, left > 0 else {
      next = now + reply.reset
      gap = gap ?? 0.01
      return
    }
    let spread = max(reply.reset, 0) / Double(left)
    gap = spread
    next = min(next, now + spread)
  }
}
