import Foundation
import Journal

/// A run with each of its operations as people read it.
struct RunText {
  let run: RunRecord
  let counts: RunCounts
  let operations: [OperationRecord]
  let inputs: [RunInput]
  let notes: RunNotes
  let names: PeopleNames

  /// The run's own lines, a table of its operations, and what failed before it came to any.
  var lines: [String] { head + ["", table.text(.table)] + early }

  private var early: [String] {
    let report = RunReport(run, operations, names: names, notes: notes)
    var lines = report.rows.filter { $0.number == nil }.map { row in
      "  \(row.item): \(row.error)\(row.place.isEmpty ? "" : " (\(row.place))")"
    }
    if notes.unlisted > 0 { lines.append("  and \(notes.unlisted) more") }
    return lines.isEmpty ? [] : ["", "failed before they came to a change:"] + lines
  }

  private var head: [String] {
    var lines = ["run       \(run.id)", "command   \(run.commandLine)"]
    lines.append(
      "state     \(run.state.rawValue)\(run.exitStatus.map { ", exit status \($0)" } ?? "")")
    lines.append(
      "acting    as \(run.identity) at \(run.baseURL)\(run.isEmulator ? " (emulator)" : "")")
    if let organization = run.organizationID {
      lines.append("in        \(run.organizationName.map { "\($0), " } ?? "")\(organization)")
    }
    lines.append("started   \(run.startedAt.formatted(.iso8601)) by \(run.startedBy)")
    if let reason = run.reason { lines.append("reason    \(reason)") }
    if run.attempt > 1 { lines.append("attempt   \(run.attempt)") }
    lines.append("folder    \(run.workingFolder)")
    if let ended = run.endedAt { lines.append("ended     \(ended.formatted(.iso8601))") }
    lines.append("changes   granted \(counts.granted), revoked \(counts.revoked)")
    for input in inputs {
      let attempt = run.attempt > 1 ? " (attempt \(input.attempt))" : ""
      lines.append(
        "\(input.kind.rawValue.padding(to: 10))\(input.name) \(input.digest)\(attempt)")
    }
    return lines
  }

  private var table: Table {
    let rows = operations.map { operation in
      let change = ReportedChange(operation)
      return [
        "\(operation.number)", operation.state.rawValue, operation.kind,
        names(operation.identity), change.subject { names($0) }, operation.place ?? "",
        request(operation), change.message,
      ]
    }
    return Table(
      columns: ["NO", "STATE", "KIND", "AS", "WHAT", "WHERE", "REQUEST", "ERROR"], rows: rows)
  }

  /// The request that it left in: its number is enough, because all are of this run.
  private func request(_ operation: OperationRecord) -> String {
    let request = operation.request ?? ""
    return request.hasPrefix(run.id + "/") ? String(request.dropFirst(run.id.count + 1)) : request
  }
}
