import GRDB

extension RunJournal {
  /// Looks up what a run has noted of changes.
  ///
  /// - Parameters:
  ///   - keys: The changes; many at once cost little more than one.
  ///   - runID: The run's id, in full.
  /// - Returns: For each the latest operation with that key, or nil.
  /// - Throws: ``JournalError``.
  public func latestChanges(
    _ keys: [ChangeKey], of runID: String
  ) async throws(JournalError) -> [OperationRecord?] {
    try await read(of: runID) { database, sequence in
      // SQLite would go through the whole run backwards, because it is asked for the latest.
      let query = try database.cachedStatement(
        sql: """
          SELECT * FROM operations INDEXED BY operations_by_content
          WHERE run = ? AND content = ? AND occurrence = ? ORDER BY number DESC LIMIT 1
          """)
      return try keys.map { key in
        try Row.fetchOne(query, arguments: [sequence, key.content.bytes, key.occurrence])
          .map { try OperationRecord(row: $0, run: runID) }
      }
    }
  }

  /// Reads the changes of a run in their order.
  ///
  /// - Parameters:
  ///   - runID: The run's id, in full.
  ///   - number: Only those after this number; 0 begins at the first.
  ///   - limit: How many at most.
  /// - Returns: The changes.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func changes(
    of runID: String, after number: Int, limit: Int
  ) async throws(JournalError) -> [OperationRecord] {
    try await read(of: runID) { database, sequence in
      return try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM operations WHERE run = ? AND number > ? AND content IS NOT NULL
          ORDER BY number LIMIT ?
          """,
        arguments: [sequence, number, limit]
      ).map { try OperationRecord(row: $0, run: runID) }
    }
  }

  /// Counts the changes of a run, whichever of its attempts has made them.
  ///
  /// - Parameter runID: The run's id, in full.
  /// - Returns: How many there are of each kind in each state.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func changeCounts(of runID: String) async throws(JournalError) -> [ChangeCount] {
    try await read(of: runID) { database, sequence in
      return try Row.fetchAll(
        database,
        sql: """
          SELECT kind, state, count(*) AS number FROM operations
          WHERE run = ? AND content IS NOT NULL GROUP BY kind, state ORDER BY kind, state
          """,
        arguments: [sequence]
      ).map { try ChangeCount(row: $0) }
    }
  }

  /// Reads the changes of some kinds, in their order.
  ///
  /// - Parameters:
  ///   - runID: The run's id, in full.
  ///   - kinds: Their kinds, for example "bulk".
  /// - Returns: The changes.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func changes(
    of runID: String, kinds: [String]
  ) async throws(JournalError) -> [OperationRecord] {
    try await read(of: runID) { database, sequence in
      return try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM operations WHERE run = ? AND content IS NOT NULL
          AND kind IN (\(databaseQuestionMarks(count: kinds.count))) ORDER BY number
          """,
        arguments: [sequence] + StatementArguments(kinds)
      ).map { try OperationRecord(row: $0, run: runID) }
    }
  }
}
