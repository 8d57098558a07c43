import Foundation
import GRDB

extension OperationRecord {
  /// Writes operations; the values of each are those of ``bind(to:run:)``.
  static func insertion(of count: Int) -> String {
    let row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    return """
      INSERT INTO operations (
        id, attempt, identity, kind, arguments, task_key, occurrence, place, state, request, before,
        result, error, started_at, ended_at, content
      ) VALUES \(Array(repeating: row, count: count).joined(separator: ", "))
      """
  }

  func bind(to row: inout RowBinder, run sequence: Int64) {
    row.bind(OperationID(sequence, number).rawValue)
    row.bind(attempt)
    row.bind(identity)
    row.bind(kind)
    row.bind(arguments)
    row.bind(taskKey)
    row.bind(occurrence)
    row.bind(place)
    row.bind(state.rawValue)
    row.bind(request)
    row.bind(before)
    row.bind(result)
    row.bind(error)
    row.bind(startedAt)
    row.bind(endedAt)
    row.bind(content)
  }

  init(row: Row, run: String) throws {
    let word = try row.decode(String.self, forColumn: "state")
    guard let state = OperationState(rawValue: word) else { throw UnreadableValue(text: word) }
    self.init(
      run: run,
      number: try row.decode(forColumn: "number"),
      attempt: try row.decode(forColumn: "attempt"),
      identity: try row.decode(forColumn: "identity"),
      kind: try row.decode(forColumn: "kind"),
      arguments: try row.decode(forColumn: "arguments"),
      taskKey: try row.decode(forColumn: "task_key"),
      occurrence: try row.decode(forColumn: "occurrence"),
      place: try row.decode(forColumn: "place"),
      state: state,
      request: try row.decode(forColumn: "request"),
      before: try row.decode(forColumn: "before"),
      result: try row.decode(forColumn: "result"),
      error: try row.decode(forColumn: "error"),
      startedAt: try row.moment(forColumn: "started_at"),
      endedAt: try row.momentIfPresent(forColumn: "ended_at"),
      content: try row.decode(ContentColumn?.self, forColumn: "content")?.content)
  }
}
