import Testing

@testable import Pacing

/// Several keys of one organisation, whose own bucket all of them pass.
struct ManyKeysSimulationTests {
  private func simulation(trip: Double, seed: Int) -> Simulation {
    var simulation = Simulation()
    simulation.roundTrip = trip
    simulation.seed = seed
    simulation.connections = 32
    return simulation
  }

  private func roundRobin(_ count: Int, keys: Int) -> [String] {
    (0..<count).map { "k\($0 % keys)" }
  }

  @Test(arguments: [3, 10, 1500], OneKeySimulationTests.trips)
  func `neither a key's nor the organisation's bucket refuses`(keys: Int, trip: Double) throws {
    let count = 1500
    for (seed, phase) in OneKeySimulationTests.phases.dropFirst().enumerated() {
      let jobs = roundRobin(count, keys: keys)
      let result = simulation(trip: trip, seed: seed)
        .run(jobs, on: CloseServer(limit: 160, window: 8, phase: phase))
      let shortest = trip * (1 - Simulation().jitter)
      let least = max(
        Bounds.windows(
          (count + keys - 1) / keys, connections: 32, trip: shortest, limit: 160, first: 160,
          window: 8, firstEnd: 8 - phase),
        Bounds.windows(
          count, connections: 32, trip: shortest, limit: 480, first: 480, window: 8,
          firstEnd: 8 - phase))
      #expect(result.refused == 0)
      #expect(try #require(result.makespan) <= 1.15 * least)
      for key in Set(jobs.prefix(10)) {
        let order = result.order.filter { jobs[$0] == key }
        #expect(order == order.sorted())
      }
    }
  }

  @Test(arguments: [(20, 1.0), (100, 10.0)], [2, 4, 24])
  func `other limits and bursts of one key after another refuse nothing`(
    size: (limit: Int, window: Double), keys: Int
  ) {
    for (seed, phase) in OneKeySimulationTests.phases.dropFirst().enumerated() {
      for trip in OneKeySimulationTests.trips {
        let jobs = (0..<400).map { "k\($0 * keys / 400)" }
        let server = CloseServer(limit: size.limit, window: size.window, phase: phase)
        let result = simulation(trip: trip, seed: seed).run(jobs, on: server)
        #expect(result.refused == 0)
        #expect(result.served == 400)
      }
    }
  }

  @Test(arguments: [(160, 8.0), (20, 1.0)], [3, 24])
  func `a window that an earlier run has half used is taken up where it stands`(
    size: (limit: Int, window: Double), keys: Int
  ) {
    for (seed, phase) in OneKeySimulationTests.phases.dropFirst().enumerated() {
      for used in [size.limit / 6, size.limit, size.limit * 2] {
        var server = CloseServer(limit: size.limit, window: size.window, phase: phase)
        for number in 0..<used { _ = server.hit(at: 0, key: "k\(number % keys)") }
        let result = simulation(trip: 0.14, seed: seed)
          .run(roundRobin(400, keys: keys), on: server)
        #expect(result.refused == 0)
        #expect(result.served == 400)
      }
    }
  }
}
