import Testing

@testable import Pacing

/// Who goes next.
struct PacingQueueTests {
  private func key(_ credential: String, group: String = "GET /send_as") -> BucketKey {
    BucketKey(credential: credential, organization: "orga_1", group: group)
  }

  private func roomy(_ remaining: Int) -> RateReading {
    RateReading(limit: 1000, remaining: remaining, reset: .seconds(100))
  }

  /// A queue in which these keys' buckets are known and nearly empty.
  private func opened(_ keys: [BucketKey], connections: Int = 100) -> PacingQueue {
    var queue = PacingQueue(share: 1, connections: connections)
    for key in keys {
      _ = queue.append(key, at: 0)
      while let ticket = queue.next(at: 0) {
        queue.answered(ticket, status: 200, reading: roomy(999), at: 0)
      }
    }
    return queue
  }

  private func drain(_ queue: inout PacingQueue, at now: Double) -> [Ticket] {
    var tickets: [Ticket] = []
    while let ticket = queue.next(at: now) { tickets.append(ticket) }
    return tickets
  }

  @Test func `waiters of one priority go in the order in which they came`() {
    let keys = [key("a"), key("b"), key("c", group: "POST /send_as")]
    var queue = opened(keys)
    let tickets = (0..<30).map { queue.append(keys[$0 * 7 % 3], at: 1) }
    #expect(drain(&queue, at: 1) == tickets)
  }

  @Test func `no more requests are in flight than connections`() {
    var queue = opened([key("a")], connections: 3)
    let tickets = (0..<5).map { _ in queue.append(key("a"), at: 1) }
    #expect(drain(&queue, at: 1) == Array(tickets[..<3]))
    queue.answered(tickets[1], status: 200, reading: roomy(990), at: 2)
    #expect(drain(&queue, at: 2) == [tickets[3]])
  }

  @Test func `somebody at a terminal goes first, and a check still gets its turn`() {
    var queue = opened([key("a")], connections: 1)
    var priorityOf: [Ticket: PermitPriority] = [:]
    for priority in [PermitPriority.check, .change, .interactive] {
      for _ in 0..<80 { priorityOf[queue.append(key("a"), priority: priority, at: 1)] = priority }
    }
    var turns: [PermitPriority] = []
    for _ in 0..<146 {
      guard let ticket = queue.next(at: 1) else { break }
      turns += priorityOf[ticket].map { [$0] } ?? []
      queue.answered(ticket, status: 200, reading: roomy(500), at: 1)
    }
    #expect(turns.prefix(7).allSatisfy { $0 == .interactive })
    #expect(turns.prefix(73).count { $0 == .interactive } >= 63)
    #expect(turns.prefix(74).contains(.check))
    #expect(turns.prefix(74).count { $0 == .change } >= 7)
  }

  @Test func `a key that must wait does not hold up others`() {
    var queue = opened([key("a"), key("b")])
    let spent = queue.append(key("a"), at: 1)
    #expect(queue.next(at: 1) == spent)
    let empty = RateReading(limit: 1000, remaining: 0, reset: .seconds(50))
    queue.answered(spent, status: 200, reading: empty, at: 1)
    let waiting = queue.append(key("a"), at: 1)
    let free = queue.append(key("b"), at: 1)
    #expect(drain(&queue, at: 1) == [free])
    #expect(queue.nextLook == 51 + Ledger.tick)
    #expect(drain(&queue, at: 51.1) == [waiting])
  }

  @Test func `a waiter who leaves is passed over, and leaves only once`() {
    var queue = opened([key("a")])
    let tickets = (0..<4).map { _ in queue.append(key("a"), at: 1) }
    let left = [queue.leave(tickets[0], at: 3), queue.leave(tickets[2], at: 3)]
    #expect(left == [true, true])
    #expect(queue.waitingCount == 2)
    #expect(drain(&queue, at: 3) == [tickets[1], tickets[3]])
    let again = [queue.leave(tickets[0], at: 4), queue.leave(tickets[1], at: 4)]
    #expect(again == [false, false])
    #expect(queue.secondsWaited == 8)
  }

  @Test func `a second note about the same request does nothing`() {
    var queue = opened([key("a")])
    let ticket = queue.append(key("a"), at: 1)
    #expect(queue.next(at: 1) == ticket)
    let refusal = RateReading(limit: 1000, remaining: 0, reset: .seconds(5))
    queue.answered(ticket, status: 429, reading: refusal, at: 1)
    queue.answered(ticket, status: 429, reading: refusal, at: 1)
    queue.lost(ticket, at: 1)
    queue.unused(ticket)
    let counts = [queue.sentCount, queue.refusedCount, queue.lostCount, queue.inFlightCount]
    #expect(counts == [2, 1, 0, 0])
  }
}
