import Foundation

/// One thing that was measured, and what it may be at most.
struct Figure {
  let what: String
  let against: String
  let value: Double
  /// The most that it may be; nil where nothing was agreed.
  var bound: Double?
  var unit = ""
  var digits = 2

  var cells: [String] {
    let met = bound.map { value <= $0 ? "yes" : "NO" } ?? ""
    return [
      what, against, text(value), bound.map { "at most \(text($0))" } ?? "", met,
    ]
  }

  private func text(_ number: Double) -> String {
    let digits = number >= 100 ? 0 : digits
    return String(format: "%.\(digits)f", number) + (unit.isEmpty ? "" : " " + unit)
  }

  /// The ratio of the smallest times of both over `rounds` interleaved rounds.
  static func ratio(
    _ what: String, against: String, rounds: Int = 9, bound: Double? = nil,
    _ subject: () async throws -> Double, _ reference: () async throws -> Double
  ) async throws -> Figure {
    var least = (subject: Double.infinity, reference: Double.infinity)
    for _ in 0..<rounds {
      least.subject = min(least.subject, try await subject())
      least.reference = min(least.reference, try await reference())
    }
    return Figure(
      what: what, against: against, value: least.subject / least.reference, bound: bound)
  }

  /// How long it takes, in seconds.
  static func seconds(_ body: () async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    try await body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// The figures in columns.
  static func table(_ figures: [Figure]) -> [String] {
    let rows = [["WHAT", "AGAINST", "FIGURE", "BOUND", "MET"]] + figures.map(\.cells)
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        .joined(separator: "  ")
    }
  }
}
