public import Foundation
import GRDB

/// By what a change is recognised within a run.
public struct ChangeKey: Sendable, Hashable {
  /// Equal changes of one task have equal bytes.
  public var content: Data
  /// Which of them it is, from 1.
  public var occurrence: Int

  /// Puts the two together.
  public init(content: Data, occurrence: Int) {
    (self.content, self.occurrence) = (content, occurrence)
  }

  /// By the content's last bytes: a resumed run looks for each of its changes, and contents are digests.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(occurrence)
    content.withUnsafeBytes { bytes in
      hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.suffix(8)))
    }
  }
}

/// What a change has come to that was answered: it was made, or was so already.
public struct AnsweredChange: Sendable, Equatable {
  /// By what it is recognised.
  public var key: ChangeKey
  /// Its place in the run's order.
  public var number: Int
  /// What was done, for example "grant".
  public var kind: String
  /// What the task got as its answer, as JSON text.
  public var result: String

  /// Describes a change.
  public init(key: ChangeKey, number: Int, kind: String, result: String) {
    (self.key, self.number, self.kind, self.result) = (key, number, kind, result)
  }
}

extension RunJournal {
  /// Reads the changes of earlier attempts that were answered, in their order.
  ///
  /// - Parameters:
  ///   - runID: The run's id, in full.
  ///   - attempt: Only those of attempts before this.
  ///   - number: Only those after this number; 0 begins at the first.
  ///   - limit: How many at most.
  /// - Returns: The changes; one that was asked for again later is not among them.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func answeredChanges(
    of runID: String, before attempt: Int, after number: Int, limit: Int
  ) async throws(JournalError) -> [AnsweredChange] {
    try await read(of: runID) { database, sequence in
      let query = try database.cachedStatement(
        sql: """
          SELECT number, kind, content, occurrence, result FROM operations AS this
          WHERE run = ? AND number > ? AND attempt < ? AND content IS NOT NULL
          AND result IS NOT NULL AND state IN ('done', 'unchanged')
          AND NOT EXISTS (
            SELECT 1 FROM operations AS later INDEXED BY operations_by_content
            WHERE later.run = this.run AND later.content = this.content
            AND later.occurrence = this.occurrence AND later.number > this.number)
          ORDER BY number LIMIT ?
          """)
      var changes: [AnsweredChange] = []
      let rows = try Row.fetchCursor(query, arguments: [sequence, number, attempt, limit])
      while let row = try rows.next() {
        changes.append(
          AnsweredChange(
            key: ChangeKey(content: row[2], occurrence: row[3]), number: row[0], kind: row[1],
            result: row[4]))
      }
      return changes
    }
  }

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
        try Row.fetchOne(query, arguments: [sequence, key.content, key.occurrence])
          .map { try OperationRecord(row: $0, run: runID) }
      }
    }
  }

  /// Gives changes that an older program has written the bytes by which they are recognised: where they
  /// have none, or others than this program would give them.
  ///
  /// - Parameters:
  ///   - runID: The run's id, in full.
  ///   - kinds: The kinds of operations that are changes.
  ///   - content: The bytes of one.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func fillContents(
    of runID: String, kinds: Set<String>, _ content: @escaping @Sendable (OperationRecord) -> Data
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
          SELECT * FROM operations WHERE run = ? AND content IS NOT NULL
          ORDER BY number DESC LIMIT 1
          """,
        arguments: [sequence]
      ).map { try OperationRecord(row: $0, run: runID) }
    }
  }

  /// The number of the last one that was filled; nil where none is left.
  private func fillPage(
    of runID: String, after last: Int, kinds: [String], evenOthers: Bool,
    _ content: @escaping @Sendable (OperationRecord) -> Data
  ) async throws(JournalError) -> Int? {
    try await write { database in
      var runs = RunSequences()
      let sequence = try runs.sequence(of: runID, in: database)
      let marks = kinds.map { _ in "?" }.joined(separator: ", ")
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM operations
          WHERE run = ? AND number > ? AND (content IS NULL OR ?) AND kind IN (\(marks))
          ORDER BY number LIMIT 1000
          """,
        arguments: [sequence, last, evenOthers] + StatementArguments(kinds))
      let update = try database.cachedStatement(
        sql: "UPDATE operations SET content = ? WHERE run = ? AND number = ?")
      var end: Int?
      for row in rows {
        let record = try OperationRecord(row: row, run: runID)
        try update.execute(arguments: [content(record), sequence, record.number])
        end = record.number
      }
      return end
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
