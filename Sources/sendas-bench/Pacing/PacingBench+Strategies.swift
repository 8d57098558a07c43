import Foundation

extension PacingBench {
  /// What others do, beside ours.
  static func strategies() async {
    let counts = [20, 200, 1000]
    await compare(
      "other strategies, 140 ms: makespan ÷ clairvoyant, own 429s per trial", PacingScene.all,
      counts: counts, rival: nil)
    for burst in [1, 10] {
      await compare(
        "a rival at 30 %\(burst > 1 ? " in bursts of \(burst)" : ""): makespan ÷ clairvoyant on "
          + "0.7 of the limit, own 429s per trial, the rival's part refused",
        [.fixed(100, 10)], counts: [200, 1000],
        rival: PacingTrial.Rival(rate: 3, burst: burst))
    }
  }

  private static func compare(
    _ title: String, _ scenes: [PacingScene], counts: [Int], rival: PacingTrial.Rival?
  ) async {
    var rows: [[String]] = []
    for scene in scenes {
      let cells = counts.map { count in
        var cell = PacingCell(scene: scene, count: count, trip: 0.14)
        cell.seeds = judged
        cell.rival = rival
        cell.share = rival == nil ? 1 : 0.65
        if rival != nil {
          cell.references = [.warmOn(.fixed(scene.limit * 7 / 10, scene.window))]
        }
        return cell
      }
      for (name, measure) in all {
        let results = await results(of: cells, measure)
        rows.append(
          [scene.name, name]
            + results.map { result in
              var words = [
                String(format: "%.2f", result.ratios[0]),
                String(format: "%.1f", Double(result.refused) / Double(judged.count)),
              ]
              if rival != nil { words.append(String(format: "%.1f %%", 100 * result.rivalRefused)) }
              return words.joined(separator: " ")
            })
      }
    }
    show(title, ["SERVER", "STRATEGY"] + counts.map { "N = \($0)" }, rows)
  }

  private typealias Measure = @Sendable (PacingCell) -> PacingCell.Result

  private static let all: [(name: String, measure: Measure)] = [
    ("one at a time", { $0.result { WorkerPoolStrategy(workers: 1) } }),
    (
      "worker pool",
      { cell in cell.result { WorkerPoolStrategy(workers: cell.connections) } }
    ),
    (
      "AWS SDK, adaptive",
      { cell in cell.result { AdaptiveStrategy(connections: cell.connections) } }
    ),
    (
      "remaining ÷ reset",
      { cell in cell.result { SpreadingStrategy(connections: cell.connections) } }
    ),
    (
      "even spacing, told the rate",
      { cell in
        // With a rival, at what the rival leaves.
        let part = cell.rival == nil ? 1 : 0.7
        let rate = part * Double(cell.scene.limit) / cell.scene.window
        return cell.result { EvenSpacingStrategy(connections: cell.connections, rate: rate) }
      }
    ),
    (
      "log of answers, told the limit",
      { cell in
        cell.result {
          ReceiptLogStrategy(
            connections: cell.connections, limit: cell.scene.limit, window: cell.scene.window)
        }
      }
    ),
    (
      "first ledger",
      { cell in cell.result { FirstLedgerStrategy(connections: cell.connections) } }
    ),
    ("sendas", { $0.result() }),
  ]
}
