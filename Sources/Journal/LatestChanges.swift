import GRDB

/// Which of a run's equal changes are the latest ones before an attempt: a table in memory.
///
/// Only later attempts look changes up. So a first one writes no index with them, which took a seventh of
/// the journal's time; a later one gathers them when it asks first.
struct LatestChanges {
  /// Its columns are `content`, `occurrence` and `number`.
  let table: String

  /// Gathers them, if this connection has not done so before.
  ///
  /// - Parameters:
  ///   - sequence: The run's.
  ///   - attempt: Only changes of attempts before this.
  ///   - database: Where they are.
  /// - Throws: `DatabaseError`.
  init(of sequence: Int64, before attempt: Int, in database: Database) throws {
    table = "latest_changes_\(sequence)_\(attempt)"
    let isThere = try database.cachedStatement(
      sql: "SELECT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE name = ?)")
    guard try Bool.fetchOne(isThere, arguments: [table]) != true else { return }
    try database.execute(
      sql: """
        CREATE TEMP TABLE \(table) (
          content BLOB NOT NULL, occurrence INTEGER NOT NULL, number INTEGER NOT NULL,
          PRIMARY KEY (content, occurrence)
        ) WITHOUT ROWID
        """)
    // In their order, so that of equal ones the last is what remains.
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO \(table)
        SELECT content, occurrence, number FROM operations
        WHERE \(OperationID.isInRange) AND attempt < ? AND content IS NOT NULL ORDER BY id
        """,
      arguments: OperationID.range(of: sequence) + [attempt])
  }
}
