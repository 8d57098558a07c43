import Emulator
import Foundation
import RateModels

extension PacingBench {
  /// Six servers, nothing known beforehand, nobody else.
  static func oneKey() async -> [Figure] {
    var figures: [Figure] = []
    for isStrict in [false, true] {
      let counts = isStrict ? [20, 200, 1000] : [20, 200, 1000, 5000]
      let results = await table(
        isStrict
          ? "strict: no assumption about the network"
          : "one key: makespan ÷ clairvoyant, ÷ clairvoyant with a cold start, own 429s",
        PacingScene.all, counts: counts,
        { "\(text($0.ratios[1])) \(text($0.ratios[0])) \($0.refused)" },
        cell: { scene, count, trip in
          var cell = PacingCell(scene: scene, count: count, trip: trip)
          cell.references = [.cold, .warm]
          cell.seeds = judged
          cell.isStrict = isStrict
          return cell
        })
      figures.append(refusals(isStrict ? "one key, strict" : "one key", results))
      if isStrict { continue }
      figures += counts.enumerated().flatMap { index, count in
        let column = stride(from: index, to: results.count, by: counts.count).map { results[$0] }
        return self.figures(count, column)
      }
    }
    return figures + [await withoutJitter()]
  }

  private static func figures(_ count: Int, _ results: [PacingCell.Result]) -> [Figure] {
    switch count {
    case 20:
      [
        Figure(
          what: "one key, N = 20: round trips above", against: "clairvoyant",
          value: results.map(\.excess).max() ?? .infinity, bound: 1.2)
      ]
    case 200:
      [
        Figure(
          what: "one key, N = 200: makespan", against: "clairvoyant, cold",
          value: results.map(\.ratios[0]).max() ?? .infinity, bound: 1.05, digits: 3)
      ]
    default:
      [
        Figure(
          what: "one key, N = \(count): makespan", against: "clairvoyant",
          value: results.map(\.ratios[1]).max() ?? .infinity, bound: 1.02, digits: 3)
      ]
    }
  }

  private static func withoutJitter() async -> Figure {
    let cells = PacingScene.all.flatMap { scene in
      trips.map { trip in
        var cell = PacingCell(scene: scene, count: 20, trip: trip)
        cell.jitter = 0
        cell.seeds = judged
        return cell
      }
    }
    let worst = await results(of: cells).map(\.excess).max() ?? .infinity
    return Figure(
      what: "one key, N = 20, no jitter: round trips above", against: "clairvoyant",
      value: worst - 1e-9, bound: 1)
  }

  static func refusals(_ what: String, _ results: [PacingCell.Result]) -> Figure {
    Figure(
      what: "\(what): own 429s", against: "",
      value: Double(results.reduce(0) { $0 + $1.refused }), bound: 0, digits: 0)
  }

  /// How sure "no 429" is: many further phases of the five hardest cells.
  static func certainty() async -> [Figure] {
    let scenes = PacingScene.all
    let hard = [
      (scenes[0], 0.14), (scenes[0], 0.4), (scenes[2], 0.4), (scenes[4], 0.4), (scenes[5], 0.4),
    ]
    let parts = 8
    let cells = hard.flatMap { scene, trip in
      (0..<parts).map { part in
        var cell = PacingCell(scene: scene, count: 400, trip: trip)
        cell.references = []
        cell.seeds = 50_000 + part * 2000 / parts..<50_000 + (part + 1) * 2000 / parts
        return cell
      }
    }
    let results = await results(of: cells)
    let rows = hard.enumerated().map { index, cell in
      let own = results[index * parts..<(index + 1) * parts]
      return [
        cell.0.name, "\(Int(cell.1 * 1000)) ms", "2000",
        "\(own.reduce(0) { $0 + $1.refusedTrials })",
      ]
    }
    show(
      "the hardest cells, N = 400", ["SERVER", "TRIP", "TRIALS", "TRIALS WITH A 429"], rows)
    return [refusals("10,000 trials of the hardest cells", results)]
  }

  /// Random windows without jitter against what no client can beat that starts cold.
  static func coldStart() async -> [Figure] {
    let ratios = await withTaskGroup(of: [Double].self) { group in
      for part in 0..<8 { group.addTask { coldStartRatios(seed: part) } }
      var all: [Double] = []
      for await part in group { all += part }
      return all.sorted()
    }
    return [
      Figure(
        what: "2000 random windows, no jitter, 99 %: makespan", against: "cold-start bound",
        value: ratios[ratios.count * 99 / 100], bound: 1.01, digits: 3),
      Figure(
        what: "2000 random windows, no jitter, largest: makespan", against: "cold-start bound",
        value: ratios[ratios.count - 1], digits: 3),
    ]
  }

  private static func coldStartRatios(seed: Int) -> [Double] {
    var random = SplitMix64(seed: 77_000 + seed)
    return (0..<250).map { index in
      func one<Value>(of values: [Value]) -> Value {
        values[Int(random.next() % UInt64(values.count))]
      }
      let connections = one(of: [4, 8, 16, 32])
      let trip = one(of: [0.02, 0.14, 0.4])
      let count = 2 + Int(random.next() % 1199)
      let limit = one(of: [20, 60, 100, 160, 480])
      let window = one(of: [1.0, 5, 8, 10, 60])
      let firstEnd = random.unit() * window
      let network = Network(seed: index, count: 1, trip: trip, jitter: 0)
      var trial = PacingTrial(count: count, network: network)
      trial.patience = 1e5
      let outcome = trial.run(
        PacerStrategy(count: count, connections: connections),
        on: FixedWindowModel(limit: limit, window: window, start: firstEnd - window))
      let bound = ColdStart.bound(
        count, connections: connections, trip: trip, limit: limit, window: window,
        firstEnd: firstEnd)
      return outcome.makespan / bound
    }
  }
}
