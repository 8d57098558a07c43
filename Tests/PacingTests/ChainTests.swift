import Testing

@testable import Pacing

/// Requests that can only leave one after the other.
struct ChainTests {
  private func key(_ credential: String) -> BucketKey {
    BucketKey(credential: credential, organization: "o", group: "POST /send_as")
  }

  private let roomy = RateReading(limit: 100_000, remaining: 99_999, reset: .seconds(100))

  /// A queue whose buckets are known and nearly empty.
  private func opened(_ keys: [String], connections: Int) -> PacingQueue {
    var queue = PacingQueue(share: 1, connections: connections)
    for name in keys {
      let ticket = queue.append(key(name), at: 0)
      while let next = queue.next(at: 0) {
        queue.answered(next, status: 200, reading: roomy, at: 0)
        if next == ticket { break }
      }
    }
    return queue
  }

  @Test func `the longest chain goes first, of one key and of several`() {
    var queue = opened(["a", "b"], connections: 100)
    let lengths = [("a", 0), ("a", 3), ("b", 5), ("b", 0), ("a", 1)]
    let tickets = lengths.map { queue.append(key($0.0), following: $0.1, at: 1) }
    var order: [Ticket] = []
    while let ticket = queue.next(at: 1) { order.append(ticket) }
    #expect(order == [2, 1, 4, 0, 3].map { tickets[$0] })
  }

  @Test func `a chain that leaves the line is passed over`() {
    var queue = opened(["a"], connections: 1)
    let plain = queue.append(key("a"), at: 1)
    let chain = queue.append(key("a"), following: 9, at: 1)
    let left = queue.leave(chain, at: 1)
    #expect(left)
    #expect(queue.next(at: 1) == plain)
    #expect(queue.waitingCount == 0)
  }

  /// Seconds until all chains are done, one request per tenth of a second over one connection each.
  private func makespan(_ chains: [Int], connections: Int, isTold: Bool) -> Double {
    let names = chains.indices.map { "k\($0)" }
    var queue = opened(names, connections: connections)
    var left = chains
    var chainOf: [Ticket: Int] = [:]
    func ask(_ chain: Int, at now: Double) {
      left[chain] -= 1
      let following = isTold ? left[chain] : 0
      chainOf[queue.append(key(names[chain]), following: following, at: now)] = chain
    }
    for chain in chains.indices { ask(chain, at: 1) }
    var now = 1.0
    while queue.waitingCount > 0 {
      var sent: [Ticket] = []
      while let ticket = queue.next(at: now) { sent.append(ticket) }
      now += 0.1
      for ticket in sent {
        queue.answered(ticket, status: 200, reading: roomy, at: now)
        if let chain = chainOf[ticket], left[chain] > 0 { ask(chain, at: now) }
      }
    }
    return now - 1
  }

  @Test func `a long chain among short ones does not end last and alone`() {
    let chains = [Int](repeating: 2, count: 40) + [20]
    let told = makespan(chains, connections: 5, isTold: true)
    // 100 requests over five connections, and the chain needs 20 of the 20 rounds.
    #expect(told < 2.05)
    #expect(makespan(chains, connections: 5, isTold: false) > 2.5)
  }

  @Test func `whoever has waited five minutes is overtaken by no chain`() {
    var queue = opened(["a"], connections: 1)
    let patient = queue.append(key("a"), at: 0)
    let early = queue.append(key("a"), following: 100_000, at: 299)
    let late = queue.append(key("a"), following: 100_000, at: 301)
    var order: [Ticket] = []
    while let ticket = queue.next(at: 301) {
      order.append(ticket)
      queue.answered(ticket, status: 200, reading: roomy, at: 301)
    }
    #expect(order == [early, patient, late])
  }
}
