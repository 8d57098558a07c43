import Foundation
import GRDB

extension OperationRecord {
  /// Writes one operation; its values are those of ``values(run:)``.
  static let insertion = """
    INSERT INTO operations (
      run, number, attempt, identity, kind, arguments, task_key, occurrence, place, state,
      request, before, result, error, started_at, ended_at, content
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  func values(run sequence: Int64) -> StatementArguments {
    [
      sequence, number, attempt, identity, kind, arguments, taskKey, occurrence, place,
      state.rawValue, request, before, result, error, Timestamp.text(startedAt),
      endedAt.map(Timestamp.text), content,
    ]
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
      content: try row.decode(forColumn: "content"))
  }
}
