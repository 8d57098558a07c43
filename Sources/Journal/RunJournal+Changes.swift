import GRDB

extension RunJournal {
  /// Looks up what earlier attempts of a run have noted of changes.
  ///
  /// - Parameters:
  ///   - keys: The changes; many at once cost little more than one.
  ///   - runID: The run's id, in full.
  ///   - attempt: Only what attempts before this have noted.
  /// - Returns: For each the latest operation with that key, or nil.
  /// - Throws: ``JournalError``.
  public func latestChanges(
    _ keys: [ChangeKey], of runID: String, before attempt: Int
  ) async throws(JournalError) -> [OperationRecord?] {
    try await read(of: runID) { database, sequence in
      let latest = try LatestChanges(of: sequence, before: attempt, in: database)
      let find = try database.cachedStatement(
        sql: "SELECT number FROM \(latest.table) WHERE content = ? AND occurrence = ?")
      let read = try database.cachedStatement(sql: "SELECT * FROM operations WHERE id = ?")
      return try keys.map { key in
        try Int.fetchOne(find, arguments: [key.content.bytes, key.occurrence])
          .flatMap { try Row.fetchOne(read, arguments: [OperationID(sequence, $0).rawValue]) }
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
          SELECT * FROM operations WHERE \(OperationID.isInRange) AND content IS NOT NULL
          ORDER BY id LIMIT ?
          """,
        arguments: OperationID.range(of: sequence, after: number) + [limit]
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
          WHERE \(OperationID.isInRange) AND content IS NOT NULL
          GROUP BY kind, state ORDER BY kind, state
          """,
        arguments: OperationID.range(of: sequence)
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
          SELECT * FROM operations WHERE \(OperationID.isInRange) AND content IS NOT NULL
          AND kind IN (\(databaseQuestionMarks(count: kinds.count))) ORDER BY id
          """,
        arguments: OperationID.range(of: sequence) + StatementArguments(kinds)
      ).map { try OperationRecord(row: $0, run: runID) }
    }
  }
}
