import GRDB

/// What one transaction has looked up about runs, so that it looks only once.
struct RunSequences {
  /// The run that was asked for last: nearly every transaction is about one.
  private var latest: (runID: String, sequence: Int64)?
  private var sequences: [String: Int64] = [:]
  private var latestNumber: (sequence: Int64, number: Int)?
  private var numbers: [Int64: Int] = [:]

  mutating func sequence(of runID: String, in database: Database) throws -> Int64 {
    if let latest, latest.runID == runID { return latest.sequence }
    let sequence = try sequences[runID] ?? find(runID, in: database)
    sequences[runID] = sequence
    latest = (runID, sequence)
    return sequence
  }

  private func find(_ runID: String, in database: Database) throws -> Int64 {
    let query = try database.cachedStatement(sql: "SELECT sequence FROM runs WHERE id = ?")
    guard let sequence = try Int64.fetchOne(query, arguments: [runID]) else {
      throw JournalError.noRun(runID)
    }
    return sequence
  }

  /// Asks the file at the start of each transaction, because another program may have resumed the
  /// same run.
  mutating func nextNumber(of sequence: Int64, in database: Database) throws -> Int {
    if latestNumber?.sequence != sequence {
      if let latestNumber { numbers[latestNumber.sequence] = latestNumber.number }
      latestNumber = (sequence, try numbers[sequence] ?? lastNumber(of: sequence, in: database))
    }
    latestNumber?.number += 1
    return latestNumber?.number ?? 1
  }

  private func lastNumber(of sequence: Int64, in database: Database) throws -> Int {
    let query = try database.cachedStatement(
      sql: "SELECT number FROM operations WHERE \(OperationID.isInRange) ORDER BY id DESC LIMIT 1")
    return try Int.fetchOne(query, arguments: OperationID.range(of: sequence)) ?? 0
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
