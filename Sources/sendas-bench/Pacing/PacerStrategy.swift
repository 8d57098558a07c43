import Pacing
import RateModels

/// Our pacer: the very machine that the program runs on, with all its requests waiting from the
/// start.
struct PacerStrategy: PacingStrategy {
  private var queue: PacingQueue
  private var ticketOf: [Int: Ticket] = [:]
  private var leaving: Ticket?
  private var keys = 0
  private let hasManyKeys: Bool

  /// With `hasManyKeys` every request has a key of its own.
  init(
    count: Int, connections: Int, share: Double = 1, isStrict: Bool = false,
    hasManyKeys: Bool = false
  ) {
    self.hasManyKeys = hasManyKeys
    queue = PacingQueue(share: share, connections: connections, isStrict: isStrict)
    for _ in 0..<count { wish(at: 0) }
  }

  private mutating func wish(at now: Double) {
    keys += 1
    let key = BucketKey(
      credential: hasManyKeys ? "key \(keys)" : "key", organization: "orga_1",
      group: "POST /send_as")
    _ = queue.append(key, at: now)
  }

  mutating func leave(at now: Double) -> Leave {
    leaving = queue.next(at: now)
    return leaving == nil ? .wait(until: queue.nextLook) : .go
  }

  mutating func sent(_ request: Int, at now: Double) { ticketOf[request] = leaving }

  mutating func answered(_ request: Int, _ reply: ServerReply, at now: Double) {
    guard let ticket = ticketOf.removeValue(forKey: request) else { return }
    let reading = RateReading(
      limit: reply.limit, remaining: reply.remaining, reset: .seconds(max(0, reply.reset)),
      isExact: reply.isExact)
    queue.answered(ticket, status: reply.isAllowed ? 200 : 429, reading: reading, at: now)
    if !reply.isAllowed { wish(at: now) }
  }
}
