import Testing

@testable import Pacing

/// The rules by which one bucket's accounts are kept.
struct LedgerTests {
  private func stated(_ limit: Int, _ remaining: Int, _ reset: Double) throws -> StatedLimit {
    try #require(
      StatedLimit(
        RateReading(limit: limit, remaining: remaining, reset: .seconds(reset), isExact: true)))
  }

  /// Sends as many as may go at `now`, from ticket `first`, and says how many went.
  private func spend(_ ledger: inout Ledger, from first: Ticket, at now: Double) -> Int {
    var count = 0
    while count < 1000, ledger.verdict(at: now) == .go {
      ledger.sent(first + Ticket(count), at: now)
      count += 1
    }
    return count
  }

  @Test func `an unknown bucket gets one request, and then all that its answer proves`() throws {
    var ledger = Ledger(share: 1)
    #expect(spend(&ledger, from: 1, at: 0) == 1)
    #expect(ledger.verdict(at: 0) == .wait(until: nil))
    ledger.answered(1, try stated(20, 19, 0.8), isRefused: false, at: 0.1)
    #expect(spend(&ledger, from: 2, at: 0.1) == 19)
    #expect(ledger.verdict(at: 0.1) == .wait(until: 0.9 + Ledger.tick))
  }

  @Test func `after the event one request asks, and a full window is then spent at once`() throws {
    var ledger = Ledger(share: 1)
    ledger.sent(1, at: 0)
    ledger.answered(1, try stated(4, 3, 0.5), isRefused: false, at: 0.1)
    #expect(spend(&ledger, from: 2, at: 0.1) == 3)
    for (ticket, remaining) in [(2, 2), (3, 1), (4, 0)] {
      ledger.answered(
        Ticket(ticket), try stated(4, remaining, 0.4), isRefused: false, at: 0.2)
    }
    #expect(ledger.verdict(at: 0.59) != .go)
    #expect(spend(&ledger, from: 5, at: 0.61) == 1)
    ledger.answered(5, try stated(4, 3, 9.9), isRefused: false, at: 0.7)
    #expect(ledger.kind == .window)
    #expect(spend(&ledger, from: 6, at: 0.7) == 3)
  }

  @Test func `the order in which answers arrive does not matter`() throws {
    var ledger = Ledger(share: 1)
    ledger.sent(1, at: 0)
    ledger.answered(1, try stated(10, 9, 5), isRefused: false, at: 0.1)
    for ticket in 2...5 { ledger.sent(Ticket(ticket), at: 0.1) }
    for (ticket, remaining) in [(5, 5), (2, 8), (4, 6)] {
      ledger.answered(
        Ticket(ticket), try stated(10, remaining, 4.9), isRefused: false, at: 0.2)
    }
    // Number 3 is still unanswered, and number 5 saw everything.
    #expect(spend(&ledger, from: 6, at: 0.2) == 4)
  }

  @Test func `a lost request is counted until a later answer has seen it`() throws {
    var ledger = Ledger(share: 1)
    ledger.sent(1, at: 0)
    ledger.answered(1, try stated(5, 4, 9), isRefused: false, at: 0.1)
    ledger.sent(2, at: 0.1)
    ledger.sent(3, at: 0.1)
    ledger.lost(2, at: 1)
    ledger.lost(3, at: 1)
    ledger.sent(4, at: 1)
    // Number 2 was counted and number 3 never arrived.
    ledger.answered(4, try stated(5, 2, 8), isRefused: false, at: 1.1)
    #expect(spend(&ledger, from: 5, at: 1.1) == 2)
  }

  @Test func `a bucket whose answers are all lost is asked again`() throws {
    var ledger = Ledger(share: 1)
    ledger.sent(1, at: 0)
    ledger.lost(1, at: 5)
    #expect(spend(&ledger, from: 2, at: 5) == 1)
    ledger.answered(2, try stated(3, 2, 1), isRefused: false, at: 5.1)
    #expect(spend(&ledger, from: 3, at: 5.1) == 2)
    ledger.lost(3, at: 6)
    ledger.lost(4, at: 6)
    #expect(ledger.verdict(at: 6) == .wait(until: 6.1 + Ledger.tick))
    #expect(spend(&ledger, from: 5, at: 6.2) == 1)
    ledger.lost(5, at: 7)
    #expect(spend(&ledger, from: 6, at: 7) == 1)
  }

  @Test func `a request that never left gives its place back`() throws {
    var ledger = Ledger(share: 1)
    ledger.sent(1, at: 0)
    ledger.answered(1, try stated(3, 2, 9), isRefused: false, at: 0.1)
    #expect(spend(&ledger, from: 2, at: 0.1) == 2)
    ledger.unused(2)
    #expect(spend(&ledger, from: 4, at: 0.2) == 1)
  }

  @Test func `a share below one leaves the rest of the window to others`() throws {
    var ledger = Ledger(share: 0.6)
    ledger.sent(1, at: 0)
    ledger.answered(1, try stated(100, 99, 9), isRefused: false, at: 0.1)
    #expect(spend(&ledger, from: 2, at: 0.1) == 59)
  }

  @Test func `an unexplained refusal closes the bucket longer each time and then lets one try`() {
    var ledger = Ledger(share: 1)
    var now = 0.0
    for pause in [1.0, 2, 4, 8] {
      ledger.sent(1, at: now)
      ledger.answeredSilently(1, isRefused: true, at: now)
      ledger.refusedUnexplained(pause: nil, at: now)
      #expect(ledger.verdict(at: now) == .wait(until: now + pause))
      now += pause
      #expect(spend(&ledger, from: 10, at: now) == 1)
      ledger.unused(10)
    }
  }

  @Test func `a silent server is given slowly more at a time, up to a careful log`() {
    var ledger = Ledger(share: 1)
    var sent: [Int] = []
    var ticket: Ticket = 1
    for round in 0..<8 {
      let now = Double(round) / 10
      let count = spend(&ledger, from: ticket, at: now)
      for number in 0..<count {
        ledger.answeredSilently(ticket + Ticket(number), isRefused: false, at: now + 0.05)
      }
      sent.append(count)
      ticket += Ticket(count)
    }
    #expect(sent == [1, 2, 4, 8, 16, 32, 17, 0])
    #expect(ledger.verdict(at: 1) == .wait(until: 0.05 + 8 + 0.002))
  }
}
