import RateModels
import Testing

@testable import Pacing

/// One key against every kind of server: no request refused, and hardly any time lost.
struct OneKeySimulationTests {
  static let trips = [0.02, 0.14, 0.4]
  static let phases = [0.03, 0.42, 0.86]

  private func simulation(trip: Double, seed: Int, form: HeaderForm = .commas) -> Simulation {
    var simulation = Simulation()
    simulation.roundTrip = trip
    simulation.seed = seed
    simulation.form = form
    return simulation
  }

  /// The shortest round trip that a simulation draws.
  private func shortest(_ trip: Double) -> Double { trip * (1 - Simulation().jitter) }

  private func jobs(_ count: Int) -> [String] { Array(repeating: "a", count: count) }

  @Test(arguments: [HeaderForm.commas, .semicolons, .legacy], trips)
  func `Close's limiter never refuses`(form: HeaderForm, trip: Double) throws {
    // The size that Close was seen to use once, and a quarter of it for the other phases.
    for (seed, limit) in [(0, 160), (1, 40), (2, 40)] {
      let window = Double(limit) / 20
      let phase = Self.phases[seed]
      let result = simulation(trip: trip, seed: seed, form: form)
        .run(jobs(10 * limit), on: CloseServer(limit: limit, window: window, phase: phase))
      let least = Bounds.windows(
        10 * limit, connections: 16, trip: shortest(trip), limit: limit, first: limit,
        window: window, firstEnd: window - phase)
      #expect(result.refused == 0)
      #expect(result.order == Array(0..<10 * limit))
      #expect(try #require(result.makespan) <= 1.15 * least)
    }
  }

  @Test(arguments: [(20, 1.0), (100, 10.0), (160, 8.0)], trips)
  func `fixed windows of any phase are spent as they open`(
    size: (limit: Int, window: Double), trip: Double
  ) throws {
    let count = 10 * size.limit
    for (seed, phase) in Self.phases.enumerated() {
      let server = FixedWindowModel(
        limit: size.limit, window: size.window, start: -phase * size.window)
      let firstEnd = (1 - phase) * size.window
      let result = simulation(trip: trip, seed: seed).run(jobs(count), on: server)
      let least = Bounds.windows(
        count, connections: 16, trip: shortest(trip), limit: size.limit, first: size.limit,
        window: size.window, firstEnd: firstEnd)
      #expect(result.refused == 0)
      // A first window shorter than two trips is lost to everybody who must ask first.
      let lostStart = firstEnd < 2.5 * trip ? size.window : 0
      #expect(try #require(result.makespan) <= 1.15 * least + lostStart)
    }
  }

  @Test(arguments: trips)
  func `windows with a banked burst are spent without a refusal`(trip: Double) throws {
    for (seed, phase) in Self.phases.enumerated() {
      let server = WindowedBucketModel(limit: 80, burst: 2, window: 4, offset: phase)
      let result = simulation(trip: trip, seed: seed).run(jobs(800), on: server)
      let least = Bounds.windows(
        800, connections: 16, trip: shortest(trip), limit: 80, first: 160, window: 4,
        firstEnd: 4 - phase)
      #expect(result.refused == 0)
      #expect(try #require(result.makespan) <= 1.15 * least)
    }
  }

  @Test(arguments: trips)
  func `a token bucket and a sliding log never refuse`(trip: Double) throws {
    for seed in 0..<2 {
      let simulation = simulation(trip: trip, seed: seed)
      let tokens = simulation.run(jobs(400), on: TokenBucketModel(rate: 20, size: 20))
      let leastTokens = Bounds.tokens(
        400, connections: 16, trip: shortest(trip), rate: 20, size: 20)
      #expect(tokens.refused == 0)
      #expect(try #require(tokens.makespan) <= 1.15 * leastTokens)
      let log = simulation.run(jobs(600), on: SlidingLogModel(limit: 100, window: 10))
      let leastLog = Bounds.log(
        600, connections: 16, trip: shortest(trip), limit: 100, window: 10)
      #expect(log.refused == 0)
      #expect(try #require(log.makespan) <= 1.15 * leastLog)
    }
  }

  @Test(arguments: trips)
  func `resets in whole seconds cost time but no refusal`(trip: Double) throws {
    for (seed, phase) in Self.phases.dropFirst().enumerated() {
      let simulation = simulation(trip: trip, seed: seed, form: .wholeSeconds)
      let long = simulation.run(
        jobs(1600), on: WindowedBucketModel(limit: 160, window: 8, offset: phase))
      let least = Bounds.windows(
        1600, connections: 16, trip: shortest(trip), limit: 160, first: 160, window: 8,
        firstEnd: 8 - phase)
      #expect(long.refused == 0)
      #expect(try #require(long.makespan) <= 1.15 * least)
      let short = simulation.run(
        jobs(200), on: FixedWindowModel(limit: 20, window: 1, start: -phase))
      #expect(short.refused == 0)
      #expect(short.served == 200)
    }
  }

  @Test(arguments: [(5, 0.2), (3, 0.1), (1, 1.0)], trips)
  func `windows shorter than the round trip, or of one request, do not stall`(
    size: (limit: Int, window: Double), trip: Double
  ) {
    for (seed, phase) in Self.phases.enumerated() {
      let server = FixedWindowModel(
        limit: size.limit, window: size.window, start: -phase * size.window)
      let result = simulation(trip: trip, seed: seed).run(jobs(60), on: server)
      #expect(result.refused == 0)
      #expect(result.served == 60)
    }
  }

  @Test(arguments: [0.8, 0.5])
  func `a share of the window is all that is taken`(share: Double) throws {
    for (seed, phase) in Self.phases.enumerated() {
      var simulation = simulation(trip: 0.14, seed: seed)
      simulation.share = share
      let server = WindowedBucketModel(limit: 80, window: 4, offset: phase)
      let result = simulation.run(jobs(800), on: server)
      let taken = Int(80 * share)
      let least = Bounds.windows(
        800, connections: 16, trip: shortest(0.14), limit: taken, first: taken, window: 4,
        firstEnd: 4 - phase)
      let makespan = try #require(result.makespan)
      #expect(result.refused == 0)
      #expect(makespan >= least && makespan <= 1.15 * least)
    }
  }
}
