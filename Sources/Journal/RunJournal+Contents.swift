import GRDB

extension RunJournal {
  /// Gives changes that an older program has written the bytes by which they are recognised: where they
  /// have none, or others than this program would give them.
  ///
  /// - Parameters:
  ///   - runID: The run's id, in full.
  ///   - kinds: The kinds of operations that are changes.
  ///   - content: The bytes of one.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func fillContents(
    of runID: String, kinds: Set<String>,
    _ content: @escaping @Sendable (OperationRecord) -> ChangeContent
  ) async throws(JournalError) {
    let names = kinds.sorted()
    // They are replaced in their order and before the attempt adds any, so the last one tells, also
    // where a program was ended in the midst of it.
    let latest = try await lastChange(of: runID)
    let areOthers = latest.map { $0.content != content($0) } ?? false
    var last = 0
    // In pages, because a run may have made a million.
    while let end = try await fillPage(
      of: runID, after: last, kinds: names, evenOthers: areOthers, content)
    {
      last = end
    }
  }

  private func lastChange(of runID: String) async throws(JournalError) -> OperationRecord? {
    try await read(of: runID) { database, sequence in
      try Row.fetchOne(
        database,
        sql: """
          SELECT * FROM operations WHERE \(OperationID.isInRange) AND content IS NOT NULL
          ORDER BY id DESC LIMIT 1
          """,
        arguments: OperationID.range(of: sequence)
      ).map { try OperationRecord(row: $0, run: runID) }
    }
  }

  /// The number of the last one that was filled; nil where none is left.
  private func fillPage(
    of runID: String, after last: Int, kinds: [String], evenOthers: Bool,
    _ content: @escaping @Sendable (OperationRecord) -> ChangeContent
  ) async throws(JournalError) -> Int? {
    try await write { database in
      var runs = RunSequences()
      let sequence = try runs.sequence(of: runID, in: database)
      let marks = kinds.map { _ in "?" }.joined(separator: ", ")
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM operations
          WHERE \(OperationID.isInRange) AND (content IS NULL OR ?) AND kind IN (\(marks))
          ORDER BY id LIMIT 1000
          """,
        arguments: OperationID.range(of: sequence, after: last) + [evenOthers]
          + StatementArguments(kinds))
      let update = try database.cachedStatement(
        sql: "UPDATE operations SET content = ? WHERE id = ?")
      var end: Int?
      for row in rows {
        let record = try OperationRecord(row: row, run: runID)
        try update.execute(arguments: [
          content(record).bytes, OperationID(sequence, record.number).rawValue,
        ])
        end = record.number
      }
      return end
    }
  }
}
