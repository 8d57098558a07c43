import Foundation
import Testing

/// Every fault of the emulator with every kind of operation.
///
/// A cell is the first four letters of what the script is told, and how many changes the emulator has
/// made. The faults strike the request that the operation leaves as; a grant or a revoke whose own
/// request keeps failing leaves as a bulk, which makes nothing twice.
struct FaultMatrixTests {
  private static let faults = [
    "latency 200ms", "429 retry-after 1", "500", "502", "503", "504", "500 after", "503 after",
    "reset-before", "reset-after", "half-response", "slow-drip", "invalid-json", "html",
    "html 503", "stale 30s", "lying-header",
  ]

  // What reads or names the wanted state is repeated; what may add something and cannot be read back
  // says that nobody knows. An answer that is no JSON is not what goes by, and is told.
  @Test func `a fault that strikes once is told only where nothing else can be known`() async throws
  {
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
        .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n")
  }

  private static let once = """
    fault              me     list   get    grant  revoke  grant*  revoke*  before  bulk   sync   GET    POST   PUT    DELETE
    latency 200ms      done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    429 retry-after 1  done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    500                done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi0  done1  done1
    502                done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi0  done1  done1
    503                done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi0  done1  done1
    504                done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi0  done1  done1
    500 after          done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi1  done1  done1
    503 after          done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi1  done1  done1
    reset-before       done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi0  done1  done1
    reset-after        done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi1  done1  done1
    half-response      done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi1  done1  done1
    slow-drip          done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    invalid-json       done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi1  done1  done1
    html               done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi0  done1  done1
    html 503           done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  ambi0  done1  done1
    stale 30s          done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    lying-header       done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    """

  private static let always = """
    fault              me     list   get    grant  revoke  grant*  revoke*  before  bulk   sync   GET    POST   PUT    DELETE
    latency 200ms      done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    429 retry-after 1  rate0  rate0  rate0  rate0  rate0   rate0   rate0    rate0   rate0  rate0  rate0  rate0  rate0  rate0
    500                unav0  unav0  unav0  done1  done1   ambi0   ambi0    unav0   ambi0  ambi0  unav0  ambi0  ambi0  ambi0
    502                unav0  unav0  unav0  done1  done1   ambi0   ambi0    unav0   ambi0  ambi0  unav0  ambi0  ambi0  ambi0
    503                unav0  unav0  unav0  done1  done1   ambi0   ambi0    unav0   ambi0  ambi0  unav0  ambi0  ambi0  ambi0
    504                unav0  unav0  unav0  done1  done1   ambi0   ambi0    unav0   ambi0  ambi0  unav0  ambi0  ambi0  ambi0
    500 after          unav0  unav0  unav0  done1  done1   done1   done1    unav0   done2  done1  unav0  ambi1  ambi1  ambi1
    503 after          unav0  unav0  unav0  done1  done1   done1   done1    unav0   done2  done1  unav0  ambi1  ambi1  ambi1
    reset-before       conn0  conn0  conn0  done1  done1   ambi0   ambi0    conn0   ambi0  ambi0  conn0  ambi0  ambi0  ambi0
    reset-after        conn0  conn0  conn0  done1  done1   done1   done1    conn0   done2  done1  conn0  ambi1  ambi1  ambi1
    half-response      conn0  conn0  conn0  done1  done1   done1   done1    conn0   done2  done1  conn0  ambi1  ambi1  done1
    slow-drip          done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    invalid-json       unex0  unex0  unex0  done1  done1   done1   done1    unex0   done2  done1  unex0  ambi1  ambi1  done1
    html               unav0  unav0  unav0  done1  done1   ambi0   ambi0    unav0   ambi0  ambi0  unav0  ambi0  ambi0  ambi0
    html 503           unav0  unav0  unav0  done1  done1   ambi0   ambi0    unav0   ambi0  ambi0  unav0  ambi0  ambi0  ambi0
    stale 30s          done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    lying-header       done0  done0  done0  done1  done1   done1   done1    done1   done2  done1  done0  done1  done1  done1
    """
}
