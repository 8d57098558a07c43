import Emulator

/// How long each request is on its way there and back, drawn beforehand, so that strategies and
/// optimum meet the same network.
struct Network {
  private let ways: [(there: Double, back: Double)]

  /// - Parameters:
  ///   - seed: which of many networks of this kind.
  ///   - count: how many requests before the delays repeat.
  ///   - trip: the mean round trip, seconds.
  ///   - jitter: each way takes its half of `trip`, give or take this part of it.
  ///   - up: the part of the round trip that the way to the server takes.
  init(seed: Int, count: Int, trip: Double, jitter: Double, up: Double = 0.5) {
    var random = SplitMix64(seed: seed &* 7919 &+ 5)
    func way(_ mean: Double) -> Double { mean * (1 - jitter + 2 * jitter * random.unit()) }
    ways = (0..<count).map { _ in (way(trip * up), way(trip * (1 - up))) }
  }

  func there(_ request: Int) -> Double { ways[request % ways.count].there }
  func back(_ request: Int) -> Double { ways[request % ways.count].back }
}
