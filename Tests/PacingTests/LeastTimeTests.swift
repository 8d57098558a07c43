import RateModels
import Testing

@testable import Pacing

/// The bound that every run is measured by.
struct LeastTimeTests {
  @Test func `windows are spent as they open, the last in as many rounds as it needs`() {
    let least = LeastTime(connections: 16, trip: 0.1)
    // 20 now, 20 after 0.5 s, 20 after 1.5 s, 5 after 2.5 s and back.
    let time = least.windows(65, limit: 20, window: 1, left: 20, opening: 0.5)
    #expect(abs(time - 2.55) < 1e-9)
    #expect(least.windows(16, limit: 20, window: 1, left: 20, opening: 0.5) == least.latency(16))
  }

  @Test func `it agrees with the bounds that the simulations are held to`() {
    for seed in 0..<200 {
      var random = SeededGenerator(seed)
      let count = Int.random(in: 1...3000, using: &random)
      let limit = Int.random(in: 1...500, using: &random)
      let window = Double.random(in: 0.5...60, using: &random)
      let opening = Double.random(in: 0.3...1, using: &random) * window
      let trip = Double.random(in: 0.02...0.25, using: &random)
      let least = LeastTime(connections: 16, trip: trip)
      let windows = Bounds.windows(
        count, connections: 16, trip: trip, limit: limit, first: limit, window: window,
        firstEnd: opening)
      let own = least.windows(count, limit: limit, window: window, left: limit, opening: opening)
      #expect(abs(own - windows) < 1e-6)
      let log = Bounds.log(count, connections: 16, trip: trip, limit: limit, window: window)
      #expect(abs(least.log(count, limit: limit, window: window) - log) < 1e-6)
    }
  }

  @Test(arguments: [1, 0.8])
  func `a run against windows comes near its own bound and never below`(share: Double) throws {
    // A first window that ends too soon to be spent after the first answer is lost to everybody.
    for seed in 0..<5 {
      var random = SeededGenerator(seed)
      var queue = PacingQueue(share: share, connections: 16)
      var server = FixedWindowModel(limit: 40, window: 2, start: -Double(seed) / 3)
      var events: [(time: Double, ticket: Ticket, answer: ServerReply)] = []
      for _ in 0..<800 {
        _ = queue.append(
          BucketKey(credential: "a", organization: "o", group: "POST /send_as"), at: 0)
      }
      var now = 0.0
      while queue.waitingCount > 0 || queue.inFlightCount > 0 {
        while let ticket = queue.next(at: now) {
          let answer = server.hit(at: now + 0.05, key: "a")
          let back = now + 0.1 + Double.random(in: 0...0.01, using: &random)
          events.append((back, ticket, answer))
        }
        events.sort { $0.time > $1.time }
        if let event = events.last, event.time <= queue.nextLook ?? .infinity {
          events.removeLast()
          now = event.time
          #expect(event.answer.isAllowed)
          let reading = RateReading(
            limit: event.answer.limit, remaining: event.answer.remaining,
            reset: .seconds(event.answer.reset))
          queue.answered(event.ticket, status: 200, reading: reading, at: now)
        } else {
          now = try #require(queue.nextLook) + 1e-6
        }
      }
      let bound = try #require(queue.leastTime)
      #expect(now >= bound)
      #expect(now <= 1.03 * bound)
    }
  }

  @Test(arguments: [4, 80, 159])
  func `requests one after the other, in a window that others have begun, take no less`(
    used: Int
  ) throws {
    var queue = PacingQueue(share: 1, connections: 32)
    let keys = ["POST /send_as", "DELETE /send_as"].map {
      BucketKey(credential: "a", organization: "o", group: $0)
    }
    var servers = keys.map { _ in CloseServer(limit: 160, window: 8, phase: 0.3) }
    for index in keys.indices {
      for _ in 0..<used { _ = servers[index].hit(at: 0, key: "a") }
    }
    var now = 0.8
    let start = now
    for count in 0..<800 {
      let ticket = queue.append(keys[count % 2], at: now)
      while queue.next(at: now) == nil { now = try #require(queue.nextLook) + 1e-6 }
      let answer = servers[count % 2].hit(at: now + 0.002, key: "a")
      now += 0.003 + Double(count % 7) / 1000
      #expect(answer.isAllowed)
      let reading = RateReading(
        limit: answer.limit, remaining: answer.remaining, reset: .seconds(answer.reset))
      queue.answered(ticket, status: 200, reading: reading, at: now)
    }
    let bound = try #require(queue.leastTime)
    #expect(now - start >= bound)
    #expect(now - start <= 1.15 * bound)
  }

  @Test func `what is still to come is told from what the answers said`() {
    var queue = PacingQueue(share: 1, connections: 16)
    let key = BucketKey(credential: "a", organization: "o", group: "POST /send_as")
    #expect(queue.leastTime(for: 100, from: 0) == nil)
    for (at, remaining, reset) in [(0.0, 19, 0.5), (0.6, 19, 0.95)] {
      let ticket = queue.append(key, at: at)
      #expect(queue.next(at: at) == ticket)
      let reading = RateReading(limit: 20, remaining: remaining, reset: .seconds(reset))
      queue.answered(ticket, status: 200, reading: reading, at: at + 0.1)
      if remaining == 19, at == 0 { continue }
      // Not yet known to be a window: what fits is a matter of round trips.
      #expect(queue.leastTime(for: 16, from: 0.7).map { abs($0 - 0.1) < 1e-9 } == true)
    }
  }
}
