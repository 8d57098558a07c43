public import Foundation
import GRDB

extension RunJournal {
  /// Reads what was changed not long ago at the run's server: by earlier attempts of the run, and by
  /// other runs there; an emulator's world is another for each run.
  ///
  /// An intent whose outcome is unknown is among them for a day: when its request left is not known.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - date: Changes that ended before it are left out.
  /// - Returns: The changes, in their order.
  /// - Throws: ``JournalError``.
  public func recentChanges(
    besides run: RunRecord, since date: Date
  ) async throws(JournalError) -> [OperationRecord] {
    let oldestIntent = Timestamp.text(date.addingTimeInterval(-86_400))
    let oldest = Timestamp.text(date)
    // Outcomes come in another order than intents, but not that much later.
    let last = Timestamp.text(date.addingTimeInterval(-600))
    return try await read { database in
      let runs = try Row.fetchAll(
        database,
        sql: """
          SELECT sequence, id FROM runs
          WHERE (id = ? OR (base_url = ? AND is_emulator = 0))
            AND (id = ? OR started_at >= ? AND (ended_at IS NULL OR ended_at >= ?))
          ORDER BY sequence
          """,
        arguments: [run.id, run.baseURL, run.id, oldestIntent, oldest])
      var changes: [OperationRecord] = []
      for row in runs {
        let id: String = try row.decode(forColumn: "id")
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT * FROM operations WHERE \(OperationID.isInRange) AND content IS NOT NULL
            ORDER BY id DESC
            """,
          arguments: OperationID.range(of: try row.decode(forColumn: "sequence")))
        var recent: [OperationRecord] = []
        while let row = try rows.next() {
          let ended: String? = try row.decode(forColumn: "ended_at")
          if let ended, ended < last { break }
          let started: String = try row.decode(forColumn: "started_at")
          if ended.map({ $0 >= oldest }) ?? (started >= oldestIntent) {
            recent.append(try OperationRecord(row: row, run: id))
          }
        }
        changes += recent.reversed()
      }
      return changes
    }
  }
}
