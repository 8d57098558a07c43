import Foundation
import Testing

/// Every fault of the emulator with every kind of operation.
struct FaultMatrixTests {
  private static let faults = [
    "latency 200ms", "429 retry-after 1", "500", "502", "503", "504", "500 after", "503 after",
    "reset-before", "reset-after", "half-response", "slow-drip", "invalid-json", "html",
    "html 503", "stale 30s", "lying-header",
  ]

  @Test func `a fault that strikes once changes nothing of what a script is told`() async throws {
    let table = try await Self.table(.once)
    print(table)
    #expect(table == Self.once)
  }

  @Test func `a fault that stays is told for what it is, and nothing is made twice`() async throws {
    let table = try await Self.table(.always)
    print(table)
    #expect(table == Self.always)
  }

  private static func table(_ frequency: FaultTrial.Frequency) async throws -> String {
    var rows = [["fault"] + FaultTrial.Kind.all.map(\.name)]
    for fault in faults {
      var row = [fault]
      for kind in FaultTrial.Kind.all {
        row.append(
          try await FaultTrial(fault: fault, kind: kind, frequency: frequency).outcome())
      }
      rows.append(row)
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        .joined(separator: " | ").trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n")
  }

  private static let once = ""
  private static let always = ""
}
