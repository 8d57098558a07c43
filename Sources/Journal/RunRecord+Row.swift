import Foundation
import GRDB

extension RunRecord {
  func insert(into database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO runs (
          id, attempt, command, script_path, script_text, arguments, options, reason, working_folder,
          started_by, organization_id, organization_name, base_url, is_emulator, identity, started_at,
          ended_at, state, exit_status, summary
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    let words = String(decoding: try JSONEncoder().encode(arguments), as: UTF8.self)
    try statement.execute(arguments: [
      id, attempt, command, scriptPath, scriptText, words, options, reason, workingFolder,
      startedBy,
      organizationID, organizationName, baseURL, isEmulator, identity, Timestamp.text(startedAt),
      endedAt.map(Timestamp.text), state.rawValue, exitStatus, summary,
    ])
  }

  init(row: Row) throws {
    let words: String = try row.decode(forColumn: "arguments")
    self.init(
      id: try row.decode(forColumn: "id"),
      attempt: try row.decode(forColumn: "attempt"),
      command: try row.decode(forColumn: "command"),
      scriptPath: try row.decode(forColumn: "script_path"),
      scriptText: try row.decode(forColumn: "script_text"),
      arguments: try JSONDecoder().decode([String].self, from: Data(words.utf8)),
      options: try row.decode(forColumn: "options"),
      reason: try row.decode(forColumn: "reason"),
      workingFolder: try row.decode(forColumn: "working_folder"),
      startedBy: try row.decode(forColumn: "started_by"),
      organizationID: try row.decode(forColumn: "organization_id"),
      organizationName: try row.decode(forColumn: "organization_name"),
      baseURL: try row.decode(forColumn: "base_url"),
      isEmulator: try row.decode(forColumn: "is_emulator"),
      identity: try row.decode(forColumn: "identity"),
      startedAt: try row.moment(forColumn: "started_at"),
      endedAt: try row.momentIfPresent(forColumn: "ended_at"),
      state: RunState(rawValue: try row.decode(forColumn: "state")),
      exitStatus: try row.decode(forColumn: "exit_status"),
      summary: try row.decode(forColumn: "summary"))
  }
}

extension Row {
  func moment(forColumn column: String) throws -> Date {
    let text: String = try decode(forColumn: column)
    guard let date = Timestamp.date(text) else { throw UnreadableValue(text: text) }
    return date
  }

  func momentIfPresent(forColumn column: String) throws -> Date? {
    guard let text: String? = try decode(forColumn: column), let text else { return nil }
    guard let date = Timestamp.date(text) else { throw UnreadableValue(text: text) }
    return date
  }
}

/// A stored value that nobody could have written.
struct UnreadableValue: Error, CustomStringConvertible {
  let text: String

  var description: String { "'\(text)'" }
}
