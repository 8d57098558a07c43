import Foundation
import RateModels

extension PacingBench {
  /// Every request with a key of its own, so that the organisation's bucket is the limit.
  static func manyKeys() async -> [Figure] {
    let sizes = [(20, 8.0), (20, 1), (10, 10)]
    let counts = [500, 600, 2000, 5000]
    var figures: [Figure] = []
    for header in [OrganizationModel.Header.key, .closest] {
      let isHidden = header == .key
      let scenes = sizes.map { PacingScene.organization($0.0, $0.1, header: header) }
      let results = await table(
        isHidden
          ? "many keys, organisation hidden: makespan ÷ clairvoyant, ÷ sliding log, own 429s"
          : "many keys, organisation shown: makespan ÷ clairvoyant, ÷ clairvoyant with a cold "
            + "start, round trips above it at most, own 429s",
        scenes, counts: counts,
        {
          "\(text($0.ratios[0])) \(text($0.ratios[1]))"
            + (isHidden ? "" : String(format: " %.1f", $0.excess)) + " \($0.refused)"
        },
        cell: { scene, count, trip in
          var cell = PacingCell(scene: scene, count: count, trip: trip)
          cell.connections = 32
          cell.hasManyKeys = true
          cell.seeds = judged
          cell.references = [.warm, isHidden ? .coldOn(log(of: scene)) : .cold]
          return cell
        })
      figures.append(refusals("many keys, \(isHidden ? "hidden" : "shown")", results))
      figures += isHidden ? hiddenFigures(results, counts) : shownFigures(results, counts)
    }
    return figures + [await clockAligned(sizes)]
  }

  private static func log(of scene: PacingScene) -> PacingScene {
    PacingScene(name: scene.name, limit: scene.limit, window: scene.window) { _ in
      SlidingLogModel(limit: scene.limit, window: scene.window)
    }
  }

  private static func hiddenFigures(
    _ results: [PacingCell.Result], _ counts: [Int]
  ) -> [Figure] {
    func worst(_ isSlow: Bool) -> Double {
      let rows = results.indices.filter { ($0 / counts.count % 3 == 2) == isSlow }
      return rows.map { results[$0].ratios[1] }.max() ?? .infinity
    }
    return [
      Figure(
        what: "many keys, hidden, 20 and 140 ms: makespan", against: "sliding log, cold",
        value: worst(false), bound: 1.03, digits: 3),
      Figure(
        what: "many keys, hidden, 400 ms: makespan", against: "sliding log, cold",
        value: worst(true), bound: 1.07, digits: 3),
    ]
  }

  private static func shownFigures(
    _ results: [PacingCell.Result], _ counts: [Int]
  ) -> [Figure] {
    let isLarge = { (index: Int) in counts[index % counts.count] >= 2000 }
    let large = results.indices.filter(isLarge).map { results[$0].ratios[0] }
    let small = results.indices.filter { !isLarge($0) }.map { results[$0].excess }
    return [
      Figure(
        what: "many keys, shown, N ≥ 2000: makespan", against: "clairvoyant",
        value: large.max() ?? .infinity, bound: 1.02, digits: 3),
      Figure(
        what: "many keys, shown, N ≤ 600: round trips above", against: "clairvoyant, cold",
        value: small.max() ?? .infinity, bound: 2),
    ]
  }

  /// The organisation's windows turn by the server's clock, whatever we do.
  private static func clockAligned(_ sizes: [(Int, Double)]) async -> Figure {
    let cells = sizes.flatMap { rate, window in
      [OrganizationModel.Header.key, .closest].flatMap { header in
        trips.map { trip in
          var cell = PacingCell(
            scene: .organization(rate, window, header: header, isClockAligned: true), count: 2000,
            trip: trip)
          cell.connections = 32
          cell.hasManyKeys = true
          cell.seeds = judged
          return cell
        }
      }
    }
    return refusals("many keys, windows of any phase", await results(of: cells))
  }
}
