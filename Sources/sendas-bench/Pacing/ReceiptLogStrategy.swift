import RateModels

/// A sliding log of the own requests, stamped when their answers arrive, with limit and window that
/// somebody has told it.
struct ReceiptLogStrategy: PacingStrategy {
  let connections: Int
  let limit: Int
  let window: Double
  private var inFlight = 0
  private var stamps: [Double] = []
  private var oldest = 0
  private var blockedUntil = 0.0

  init(connections: Int, limit: Int, window: Double) {
    self.connections = connections
    self.limit = limit
    self.window = window
  }

  mutating func leave(at now: Double) -> Leave {
    if inFlight >= connections { return .wait(until: nil) }
    while oldest < stamps.count, stamps[oldest] <= now - window { oldest += 1 }
    if now < blockedUntil { return .wait(until: blockedUntil) }
    if stamps.count - oldest + inFlight < limit { return .go }
    return .wait(until: oldest < stamps.count ? stamps[oldest] + window + 1e-6 : nil)
  }

  mutating func sent(_ request: Int, at now: Double) { inFlight += 1 }

  mutating func answered(_ request: Int, _ reply: ServerReply, at now: Double) {
    inFlight -= 1
    stamps.append(now)
    if !reply.isAllowed { blockedUntil = now + reply.reset }
  }
}
