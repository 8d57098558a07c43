import RateModels
import Testing

@testable import Pacing

/// Others who use the same bucket, a second program of ours among them.
struct CompetingUseTests {
  private static let key = BucketKey(
    credential: "a", organization: "o", group: "POST /send_as")

  /// What became of programs that use one server together.
  private struct Outcome {
    var makespan: [Double]
    var refused: [Int]
    /// Of those, how many in the second half of the run's first 100 s and later.
    var refusedLate = 0
    var rival = (requests: 0, refused: 0)
  }

  /// Programs of ours with so many requests each, on one window, beside somebody who sends single
  /// requests at random.
  private static func run(
    programs: [Int], share: Double, limit: Int = 100, window: Double = 10, rate: Double = 0,
    seed: Int
  ) -> Outcome {
    var random = SeededGenerator(seed)
    var server = FixedWindowModel(
      limit: limit, window: window, start: -window * Double(seed % 7) / 7)
    var queues = programs.map { _ in PacingQueue(share: share, connections: 16) }
    for (index, count) in programs.enumerated() {
      for _ in 0..<count { _ = queues[index].append(key, at: 0) }
    }
    var outcome = Outcome(
      makespan: programs.map { _ in 0 }, refused: programs.map { _ in 0 })
    var arrivals: [(time: Double, program: Int, ticket: Ticket)] = []
    var answers: [(time: Double, program: Int, ticket: Ticket, answer: ServerReply)] = []
    var nextRival = rate > 0 ? Double.random(in: 0...2 / rate, using: &random) : .infinity
    var now = 0.0
    while queues.contains(where: { $0.waitingCount + $0.inFlightCount > 0 }), now < 2000 {
      for index in queues.indices {
        while let ticket = queues[index].next(at: now) {
          arrivals.append((now + Double.random(in: 0.06...0.08, using: &random), index, ticket))
        }
      }
      let looks = queues.compactMap(\.nextLook).min().map { $0 + 1e-6 } ?? .infinity
      let arrival = arrivals.indices.min { arrivals[$0].time < arrivals[$1].time }
      let answer = answers.indices.min { answers[$0].time < answers[$1].time }
      let times = [
        looks, arrival.map { arrivals[$0].time } ?? .infinity,
        answer.map { answers[$0].time } ?? .infinity, nextRival,
      ]
      now = max(now, times.min() ?? .infinity)
      if nextRival <= now {
        outcome.rival.requests += 1
        if !server.hit(at: nextRival, key: "a").isAllowed { outcome.rival.refused += 1 }
        nextRival += Double.random(in: 0...2 / rate, using: &random)
      } else if let arrival, arrivals[arrival].time <= now {
        let (time, program, ticket) = arrivals.remove(at: arrival)
        let back = time + Double.random(in: 0.06...0.08, using: &random)
        answers.append((back, program, ticket, server.hit(at: time, key: "a")))
      } else if let answer, answers[answer].time <= now {
        let (time, program, ticket, said) = answers.remove(at: answer)
        let reading = RateReading(
          limit: said.limit, remaining: said.remaining, reset: .seconds(said.reset))
        queues[program].answered(
          ticket, status: said.isAllowed ? 200 : 429, reading: reading, at: time)
        if !said.isAllowed {
          outcome.refused[program] += 1
          if time > 50 { outcome.refusedLate += 1 }
          _ = queues[program].append(key, at: time)
        }
        outcome.makespan[program] = time
      }
    }
    return outcome
  }

  @Test func `a rival who needs more than the share leaves is given more`() {
    var requests = 0
    var refused = 0
    for seed in 0..<6 {
      let outcome = Self.run(programs: [1500], share: 0.8, rate: 3, seed: seed)
      #expect(outcome.refused == [0])
      requests += outcome.rival.requests
      refused += outcome.rival.refused
    }
    // Who leaves it 20 of its 30 refuses it a third.
    #expect(Double(refused) < 0.2 * Double(requests))
  }

  @Test func `without a rival nothing of the share is given away`() {
    for seed in 0..<3 {
      let outcome = Self.run(programs: [800], share: 0.8, seed: seed)
      #expect(outcome.refused == [0])
      // Ten windows of 80, the first of them not whole.
      #expect(outcome.makespan[0] <= 10 * 10 + 1)
    }
  }

  @Test func `two programs of ours refuse each other hardly anything`() {
    for seed in 0..<6 {
      let outcome = Self.run(programs: [600, 600], share: 0.8, seed: seed)
      // At first neither knows of the other.
      #expect(outcome.refused.reduce(0, +) <= 12)
      #expect(outcome.refusedLate == 0)
      // Both together get what one would have got alone.
      #expect(outcome.makespan.allSatisfy { $0 <= 160 })
    }
  }

  @Test
  func `the last request of a window waits to see what others do, unless it is the last of all`()
    throws
  {
    var ledger = Ledger(share: 0.5)
    func stated(_ remaining: Int, _ reset: Double) throws -> StatedLimit {
      try #require(
        StatedLimit(
          RateReading(limit: 40, remaining: remaining, reset: .seconds(reset), isExact: true)))
    }
    ledger.remembered = LearnedLimit(
      organization: "o", group: "g", limit: 40, window: 8, kind: "window")
    ledger.waiting = 100
    ledger.sent(1, at: 0)
    ledger.answered(1, try stated(39, 1), isRefused: false, at: 0.1)
    // The next window opens, and it is 8 s long.
    #expect(ledger.verdict(at: 1.2) == .go)
    var spent = 0
    var now = 1.2
    while ledger.verdict(at: now) == .go, spent < 100 {
      spent += 1
      let ticket = Ticket(spent + 1)
      ledger.sent(ticket, at: now)
      let end = 9.0 - now
      now += 0.01
      ledger.answered(ticket, try stated(40 - spent, end), isRefused: false, at: now)
    }
    // 19 of its 20 are spent; the last goes after a quarter of the window.
    #expect(spent == 19)
    let verdict = ledger.verdict(at: now)
    guard case .wait(let look?) = verdict else {
      Issue.record("it does not wait: \(verdict)")
      return
    }
    #expect(look > 3 && look < 3.3)
    ledger.waiting = 1
    #expect(ledger.verdict(at: now) == .go)
    ledger.waiting = 100
    #expect(ledger.verdict(at: look) == .go)
  }
}
