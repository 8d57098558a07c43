import CloseAPI
import Foundation
import Journal
import Runs
import Scripting

/// What a run did, from the journal alone, in the order of its input.
struct RunReport {
  /// One change that was asked for, or an item that failed before it asked for any.
  struct Row {
    /// The operation's number; nil where there was none.
    var number: Int?
    var item: String
    var kind: String
    var allowing: String
    var allowed: String
    var state: String
    var error: String
    var place: String

    static let columns = [
      "number", "item", "kind", "allowing", "allowed", "state", "error", "place",
    ]
    var cells: [String] {
      [number.map { "\($0)" } ?? "", item, kind, allowing, allowed, state, error, place]
    }
    /// Whether it is not as was asked for.
    var isBad: Bool { ["failed", "ambiguous", "withdrawn", "intent"].contains(state) }
  }

  /// A permission that stood at the end, as far as the run saw.
  struct Pair: Hashable {
    let allowing: String
    let allowed: String
  }

  let run: RunRecord
  let rows: [Row]
  let pairs: Set<Pair>
  let notes: RunNotes

  /// - Parameters:
  ///   - run: The run.
  ///   - operations: All of its operations.
  ///   - names: What the people are called.
  ///   - notes: What was noted beside the operations.
  init(
    _ run: RunRecord, _ operations: [OperationRecord], names: PeopleNames,
    notes: RunNotes = RunNotes()
  ) {
    self.run = run
    self.notes = notes
    let name = { names($0) }
    let asked = operations.filter { ReportedChange.kinds.contains($0.kind) }
    let changes = Self.latest(asked).map(ReportedChange.init)
    let made = changes.flatMap { $0.rows(name) }
    rows = Self.inOrder(made + Self.earlyFailures(notes.failures, beside: made))
    pairs = Set(
      ReportedChange.pairs(after: changes, standing: notes.standing).map {
        Pair(allowing: name($0.allowing), allowed: name($0.allowed))
      })
  }

  /// The results as CSV for a spreadsheet: those of a file's rows in the order of the rows, what
  /// failed in its place.
  var csv: String {
    let cells = rows.map { $0.cells.map { SpreadsheetCell.harmless($0) } }
    return Table(columns: Row.columns, rows: cells).text(.csv) + "\n"
  }

  /// The run and its counts as JSON.
  var json: String {
    let states = Dictionary(rows.map { ($0.state, 1) }, uniquingKeysWith: +)
    let count = { (number: Int) in JSONValue.integer(Int64(number)) }
    return JSONValue.object([
      ("run", .string(run.id)), ("state", .string(run.state.rawValue)),
      ("exit_status", run.exitStatus.map(count) ?? .null), ("attempt", count(run.attempt)),
      ("changes", count(rows.count { $0.number != nil })),
      ("failed_before_a_change", count(rows.count { $0.number == nil } + notes.unlisted)),
      (
        "results_by_state",
        .object(states.sorted { $0.key < $1.key }.map { ($0.key, count($0.value)) })
      ),
      ("summary", run.summary.flatMap { try? JSONValue(parsing: $0) } ?? .null),
    ]).description + "\n"
  }
}
