import RateModels
import Testing

@testable import Pacing

/// Networks that lose answers, and servers that explain little or nothing.
struct TroubleSimulationTests {
  private func simulation(seed: Int) -> Simulation {
    var simulation = Simulation()
    simulation.seed = seed
    simulation.timeout = 2
    return simulation
  }

  @Test(arguments: [0.02, 0.2])
  func `lost answers neither block a bucket nor cause a refusal`(lossRate: Double) {
    for seed in 0..<3 {
      var simulation = simulation(seed: seed)
      simulation.lossRate = lossRate
      let jobs = (0..<500).map { "k\($0 % 3)" }
      let close = simulation.run(jobs, on: CloseServer(limit: 20, window: 1, phase: 0.4))
      let log = simulation.run(jobs.map { _ in "a" }, on: SlidingLogModel(limit: 100, window: 10))
      let tokens = simulation.run(
        jobs.map { _ in "a" }, on: TokenBucketModel(rate: 20, size: 20))
      for result in [close, log, tokens] {
        #expect(result.refused == 0)
        #expect(result.served == 500)
        #expect(result.lost > 0)
      }
    }
  }

  @Test(arguments: [0.02, 0.14, 0.4])
  func `half the round trip as jitter causes no refusal`(trip: Double) {
    for seed in 0..<6 {
      var simulation = simulation(seed: seed)
      simulation.roundTrip = trip
      simulation.jitter = 0.5
      let result = simulation.run(
        Array(repeating: "a", count: 400),
        on: FixedWindowModel(limit: 20, window: 1, start: -Double(seed) / 6))
      #expect(result.refused == 0)
      #expect(result.served == 400)
    }
  }

  @Test func `a server without headers is asked no more than half of what Close allows`() {
    for seed in 0..<2 {
      let jobs = (0..<900).map { "k\($0 % 10)" }
      var simulation = simulation(seed: seed)
      simulation.form = .silent
      let result = simulation.run(jobs, on: CloseServer(limit: 160, window: 8, phase: 0.2))
      #expect(result.refused == 0)
      #expect(result.served == 900)
    }
  }

  @Test func `a server that only says Retry-After is obeyed, and all requests are served`() {
    for seed in 0..<2 {
      var simulation = simulation(seed: seed)
      simulation.form = .retryAfterOnly
      let server = ObservedServer(FixedWindowModel(limit: 100, window: 10, start: -3))
      let result = simulation.run(Array(repeating: "a", count: 500), on: server)
      #expect(result.served == 500)
      // What is in flight when the first refusal leaves the server cannot be called back.
      #expect(server.log.worstAfterRefusal <= simulation.connections)
      #expect(result.refused <= 100)
    }
  }
}

/// A server that notes how many requests came while it had asked to be left alone.
private struct ObservedServer<Server: LimitedServer>: LimitedServer {
  final class Log {
    var closedUntil = -Double.infinity
    var sinceRefusal = 0
    var worstAfterRefusal = 0
  }

  private var server: Server
  let log = Log()

  init(_ server: Server) { self.server = server }

  mutating func hit(at time: Double, key: String) -> ServerReply {
    let answer = server.hit(at: time, key: key)
    if time < log.closedUntil {
      log.sinceRefusal += 1
      log.worstAfterRefusal = max(log.worstAfterRefusal, log.sinceRefusal)
    } else if !answer.isAllowed {
      log.closedUntil = time + answer.reset
      log.sinceRefusal = 0
    }
    return answer
  }
}
