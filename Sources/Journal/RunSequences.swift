import GRDB

/// What one transaction has looked up about runs, so that it looks only once.
struct RunSequences {
  private var sequences: [String: Int64] = [:]
  private var lastNumbers: [Int64: Int] = [:]

  mutating func sequence(of runID: String, in database: Database) throws -> Int64 {
    if let sequence = sequences[runID] { return sequence }
    let query = try database.cachedStatement(sql: "SELECT sequence FROM runs WHERE id = ?")
    guard let sequence = try Int64.fetchOne(query, arguments: [runID]) else {
      throw JournalError.noRun(runID)
    }
    sequences[runID] = sequence
    return sequence
  }

  /// Asks the file at the start of each transaction, because another program may have resumed the
  /// same run.
  mutating func nextNumber(of sequence: Int64, in database: Database) throws -> Int {
    if let last = lastNumbers[sequence] {
      lastNumbers[sequence] = last + 1
      return last + 1
    }
    let query = try database.cachedStatement(
      sql: "SELECT max(number) FROM operations WHERE run = ?")
    let next = try (Int.fetchOne(query, arguments: [sequence]) ?? 0) + 1
    lastNumbers[sequence] = next
    return next
  }
}

extension RunJournal {
  /// Writes something of one run; `body` is told by what number the tables know it.
  ///
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  func write<Value: Sendable>(
    of runID: String, _ body: @escaping @Sendable (Database, Int64) throws -> Value
  ) async throws(JournalError) -> Value {
    try await write { database in
      var runs = RunSequences()
      return try body(database, try runs.sequence(of: runID, in: database))
    }
  }

  /// Reads something of one run; `body` is told by what number the tables know it.
  ///
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  func read<Value: Sendable>(
    of runID: String, _ body: @escaping @Sendable (Database, Int64) throws -> Value
  ) async throws(JournalError) -> Value {
    try await read { database in
      var runs = RunSequences()
      return try body(database, try runs.sequence(of: runID, in: database))
    }
  }
}
