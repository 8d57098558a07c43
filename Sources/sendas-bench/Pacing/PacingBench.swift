import Foundation

/// How close the pacer comes to the best that anybody could do, in virtual time.
///
/// Its constants were chosen on the phases of seeds 0 to 523 and 10,000 to 44,000; what is shown
/// here is measured on others. The same numbers come out on every machine, but for the cost of a permit.
enum PacingBench {
  /// Phases that no constant was chosen on.
  static let judged = 9000..<9012
  static let trips = [0.02, 0.14, 0.4]

  static func figures() async throws -> [Figure] {
    var figures: [Figure] = []
    figures += await oneKey()
    figures += await certainty()
    figures += await coldStart()
    figures += await wholeSeconds()
    figures += await rival()
    figures += await manyKeys()
    await strategies()
    figures += costs()
    return figures
  }

  /// The results of many cells, in their order, on all cores.
  static func results(
    of cells: [PacingCell],
    _ measure: @escaping @Sendable (PacingCell) -> PacingCell.Result = { $0.result() }
  ) async -> [PacingCell.Result] {
    await withTaskGroup(of: (Int, PacingCell.Result).self) { group in
      // The long ones first, so that no core is left with one of them at the end.
      for (index, cell) in cells.enumerated().sorted(by: { $0.element.count > $1.element.count }) {
        group.addTask { (index, measure(cell)) }
      }
      var results: [(Int, PacingCell.Result)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// A table with one row per scene and round trip and one column per count.
  static func table(
    _ title: String, _ scenes: [PacingScene], trips: [Double] = trips, counts: [Int],
    _ text: (PacingCell.Result) -> String,
    cell: (PacingScene, _ count: Int, _ trip: Double) -> PacingCell
  ) async -> [PacingCell.Result] {
    let cells = scenes.flatMap { scene in
      trips.flatMap { trip in counts.map { cell(scene, $0, trip) } }
    }
    let results = await results(of: cells)
    let titles = ["SERVER", "TRIP"] + counts.map { "N = \($0)" }
    let rows = stride(from: 0, to: cells.count, by: counts.count).map { first in
      [cells[first].scene.name, "\(Int(cells[first].trip * 1000)) ms"]
        + results[first..<first + counts.count].map(text)
    }
    show(title, titles, rows)
    return results
  }

  static func show(_ title: String, _ titles: [String], _ rows: [[String]]) {
    print("  \(title)")
    let all = [titles] + rows
    let widths = titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
      let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
      print("    " + cells.joined(separator: "  "))
    }
    print()
  }

  static func text(_ number: Double) -> String { String(format: "%.3f", number) }
}
