/// One cell of a table: one server, one count, one network, over a set of phases.
struct PacingCell: Sendable {
  let scene: PacingScene
  let count: Int
  /// Seconds.
  let trip: Double
  var connections = 16
  var jitter = 1.0 / 7
  var seeds = 0..<12
  var share = 1.0
  var isStrict = false
  var hasManyKeys = false
  var rival: PacingTrial.Rival?
  /// The servers whose optima the makespan is compared with; without any the scene's own.
  var references: [Reference] = [.warm]

  /// Whose optimum.
  enum Reference: Sendable {
    /// The scene's own server, everything known.
    case warm
    /// The scene's own server, one request before the first answer.
    case cold
    /// Another server, everything known.
    case warmOn(PacingScene)
    /// Another server, one request before the first answer.
    case coldOn(PacingScene)
  }

  struct Result: Sendable {
    /// The mean makespan over the mean of each reference.
    var ratios: [Double]
    /// The largest excess over the last reference, in round trips.
    var excess: Double
    var refused: Int
    /// Trials in which anything was refused.
    var refusedTrials: Int
    /// The rival's refused part.
    var rivalRefused: Double
  }

  func network(_ seed: Int) -> Network {
    Network(seed: seed, count: count + 50, trip: trip, jitter: jitter)
  }

  /// Our pacer in this cell.
  func result() -> Result {
    result {
      PacerStrategy(
        count: count, connections: connections, share: share, isStrict: isStrict,
        hasManyKeys: hasManyKeys)
    }
  }

  /// Any strategy in this cell.
  func result(_ strategy: () -> some PacingStrategy) -> Result {
    var total = 0.0
    var optima = [Double](repeating: 0, count: references.count)
    var result = Result(ratios: [], excess: 0, refused: 0, refusedTrials: 0, rivalRefused: 0)
    var rivalRequests = 0
    var rivalRefused = 0
    for seed in seeds {
      let network = network(seed)
      let trial = PacingTrial(count: count, network: network, rival: rival, seed: seed)
      let outcome = trial.run(strategy(), on: scene.make(seed))
      total += outcome.makespan
      result.refused += outcome.refused
      result.refusedTrials += outcome.refused > 0 ? 1 : 0
      rivalRequests += outcome.rivalRequests
      rivalRefused += outcome.rivalRefused
      for (index, reference) in references.enumerated() {
        let optimum = optimum(reference, seed, network)
        optima[index] += optimum
        if index == references.count - 1 {
          result.excess = max(result.excess, (outcome.makespan - optimum) / trip)
        }
      }
    }
    result.ratios = optima.map { total / $0 }
    result.rivalRefused = Double(rivalRefused) / Double(max(1, rivalRequests))
    return result
  }

  private func optimum(_ reference: Reference, _ seed: Int, _ network: Network) -> Double {
    let (server, cold) =
      switch reference {
      case .warm: (scene.make(seed), 0)
      case .cold: (scene.make(seed), 1)
      case .warmOn(let other): (other.make(seed), 0)
      case .coldOn(let other): (other.make(seed), 1)
      }
    return Clairvoyant.makespan(
      count, connections: connections, network: network, server: server, cold: cold)
  }
}
