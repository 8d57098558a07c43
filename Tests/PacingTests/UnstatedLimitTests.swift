import RateModels
import Testing

@testable import Pacing

/// Limits that no header shows: in front of a server, and stricter than it says.
struct UnstatedLimitTests {
  private func simulation(trip: Double, seed: Int) -> Simulation {
    var simulation = Simulation()
    simulation.roundTrip = trip
    simulation.seed = seed
    return simulation
  }

  @Test(arguments: [0.02, 0.14])
  func `a limit in front of the server is learned from its first refusals`(trip: Double) throws {
    for seed in 0..<3 {
      var simulation = simulation(trip: trip, seed: seed)
      simulation.form = .ingress
      simulation.connections = 32
      let jobs = (0..<1200).map { "k\($0 % 40)" }
      let server = IngressServer(
        CloseServer(limit: 160, window: 8, phase: 0.3), most: 60, phase: Double(seed) / 3)
      let result = simulation.run(jobs, on: server)
      #expect(result.served == 1200)
      // Those that were on their way at the first refusals, and not one in the rest of the run.
      #expect(result.refused <= 3 * simulation.connections)
      #expect(try #require(result.makespan) < 60)
    }
  }

  @Test func `a limit in front of the server that is configured is never met`() {
    for seed in 0..<3 {
      var simulation = simulation(trip: 0.02, seed: seed)
      simulation.form = .ingress
      simulation.connections = 32
      simulation.mostPerSecond = 60
      let server = IngressServer(
        CloseServer(limit: 160, window: 8, phase: 0.3), most: 60, phase: Double(seed) / 3)
      let result = simulation.run((0..<900).map { "k\($0 % 40)" }, on: server)
      #expect(result.refused == 0)
      #expect(result.served == 900)
    }
  }

  @Test func `a stricter limit than headers say is found, kept to and named`() throws {
    var queue = PacingQueue(share: 1, connections: 8)
    var refused: [Double] = []
    let key = BucketKey(credential: "a", organization: "o", group: "POST /send_as")
    // It says 100 in 10 s and lets 40 through.
    var said = FixedWindowModel(limit: 100, window: 10, start: -2)
    var real = SlidingLogModel(limit: 40, window: 10)
    for _ in 0..<400 { _ = queue.append(key, at: 0) }
    var now = 0.0
    var served = 0
    while served < 400, now < 400 {
      while let ticket = queue.next(at: now) {
        let isAllowed = real.hit(at: now, key: "a").isAllowed
        let answer = said.hit(at: now, key: "a")
        now += 0.02
        let reading = RateReading(
          limit: 100, remaining: answer.remaining, reset: .seconds(answer.reset - 0.01))
        queue.answered(ticket, status: isAllowed ? 200 : 429, reading: reading, at: now)
        if isAllowed {
          served += 1
        } else {
          refused.append(now)
          _ = queue.append(key, at: now)
        }
      }
      if served < 400 { now = try max(now, #require(queue.nextLook)) + 1e-6 }
    }
    #expect(served == 400)
    #expect(refused.count <= 12)
    let limit = try #require(queue.stricter.first)
    #expect(limit.group == "POST /send_as")
    #expect((20...48).contains(limit.requests))
    #expect(limit.window == .seconds(10))
    #expect(queue.learned.first?.strictest == limit.requests)
  }

  @Test func `what an earlier run has found stricter is kept to from the start`() {
    var queue = PacingQueue(share: 1, connections: 64)
    var limits = LearnedLimits()
    var known = LearnedLimit(
      organization: "o", group: "g", limit: 100, window: 10, kind: "window")
    known.strictest = 7
    limits.merge([known, .ingress(5)])
    queue.remember(limits)
    let key = BucketKey(credential: "a", organization: "o", group: "g")
    for _ in 0..<50 { _ = queue.append(key, at: 0) }
    var now = 0.0
    var sent: [Double] = []
    while now < 9.5 {
      while let ticket = queue.next(at: now) {
        sent.append(now)
        let reading = RateReading(
          limit: 100, remaining: 99 - sent.count, reset: .seconds(10 - now))
        queue.answered(ticket, status: 200, reading: reading, at: now)
      }
      now += 0.05
    }
    // Five in any second, and seven in any ten.
    #expect(sent.count == 7)
    #expect(sent.count { $0 < 1 } == 5)
    #expect(queue.stricter.map(\.description).contains("about 7 requests in 10 s of g"))
    #expect(
      queue.stricter.map(\.description).contains("about 5 requests in 1 s, whatever they ask for"))
  }
}

/// So many in each second before anything else, refused without a word.
private struct IngressServer<Server: LimitedServer>: LimitedServer {
  private var server: Server
  private var edge: FixedWindowModel

  init(_ server: Server, most: Int, phase: Double) {
    self.server = server
    edge = FixedWindowModel(limit: most, window: 1, start: -phase)
  }

  mutating func hit(at time: Double, key: String) -> ServerReply {
    let first = edge.hit(at: time, key: key)
    guard first.isAllowed else {
      return ServerReply(isAllowed: false, limit: 0, remaining: 0, reset: 0)
    }
    return server.hit(at: time, key: key)
  }
}
