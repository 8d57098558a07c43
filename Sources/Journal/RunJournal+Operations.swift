import GRDB

extension RunJournal {
  /// Writes what is about to be sent, together with what has ended before, all in one commit.
  ///
  /// When this returns, the intents survive a crash and a power cut: only then may the requests
  /// leave.
  ///
  /// - Parameters:
  ///   - operations: The intents.
  ///   - ended: Operations that are already over: reads, and changes that needed no request because
  ///     what they ask for was so already.
  ///   - outcomes: What became of earlier intents, as for ``settle(_:)``.
  /// - Returns: The intents with their numbers, by which ``settle(_:)`` knows them.
  /// - Throws: ``JournalError``; then none of it is written and none of the intents may be sent.
  ///   `misuse` if one is not an intent or one that is over is, `unknownRun` if its run was not begun.
  public func intend(
    _ operations: [OperationRecord], recording ended: [OperationRecord] = [],
    settling outcomes: [OperationOutcome] = []
  ) async throws(JournalError) -> [OperationRecord] {
    guard operations.allSatisfy({ $0.state == .intent }) else {
      throw JournalError(
        kind: .misuse, message: "Only intents are written before they are sent; this is a bug.")
    }
    guard ended.allSatisfy({ $0.state != .intent }) else {
      throw JournalError(
        kind: .misuse, message: "An intent was recorded as an outcome; this is a bug.")
    }
    guard !operations.isEmpty || !ended.isEmpty || !outcomes.isEmpty else { return [] }
    return try await write { database in
      var runs = RunSequences()
      try Self.settle(outcomes, in: database, &runs)
      _ = try Self.append(ended, to: database, &runs)
      return try Self.append(operations, to: database, &runs)
    }
  }

  /// Writes what became of intents, all in one commit.
  ///
  /// - Throws: ``JournalError``; then none of them is written. `misuse` if an operation of that
  ///   number was never written.
  public func settle(_ outcomes: [OperationOutcome]) async throws(JournalError) {
    guard !outcomes.isEmpty else { return }
    try await write { try Self.settle(outcomes, in: $0) }
  }

  /// Reads a run's operations in their order.
  ///
  /// - Parameters:
  ///   - runID: the run's id, in full.
  ///   - number: only operations after this number; 0 begins at the first.
  ///   - limit: how many at most; nil for all. A run can have a million.
  /// - Returns: the operations.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func operations(
    of runID: String, after number: Int = 0, limit: Int? = nil
  ) async throws(JournalError) -> [OperationRecord] {
    try await read(of: runID) { database, sequence in
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT * FROM operations WHERE \(OperationID.isInRange) ORDER BY id LIMIT ?",
        arguments: OperationID.range(of: sequence, after: number)
          + [limit.map { max(0, $0) } ?? -1])
      var operations: [OperationRecord] = []
      while let row = try rows.next() {
        operations.append(try OperationRecord(row: row, run: runID))
      }
      return operations
    }
  }

  private static let rowsAtOnce = 10

  private static func append(
    _ operations: [OperationRecord], to database: Database, _ runs: inout RunSequences
  ) throws -> [OperationRecord] {
    guard !operations.isEmpty else { return [] }
    var numbered = operations
    var rest = numbered.indices
    while !rest.isEmpty {
      // To begin and end a statement costs a fifth of what a row costs.
      let count = rest.count >= Self.rowsAtOnce ? Self.rowsAtOnce : 1
      var row = RowBinder(
        try database.cachedStatement(sql: OperationRecord.insertion(of: count)))
      while rest.count >= count {
        for index in rest.prefix(count) {
          let sequence = try runs.sequence(of: numbered[index].run, in: database)
          numbered[index].number = try runs.nextNumber(of: sequence, in: database)
          numbered[index].bind(to: &row, run: sequence)
        }
        try row.execute()
        rest = rest.dropFirst(count)
      }
    }
    return numbered
  }

  static func settle(_ outcomes: [OperationOutcome], in database: Database) throws {
    var runs = RunSequences()
    try settle(outcomes, in: database, &runs)
  }

  private static func settle(
    _ outcomes: [OperationOutcome], in database: Database, _ runs: inout RunSequences
  ) throws {
    guard !outcomes.isEmpty else { return }
    var row = RowBinder(
      try database.cachedStatement(
        sql: """
          UPDATE operations
          SET state = ?, request = coalesce(?, request), result = ?, error = ?, ended_at = ?
          WHERE id = ?
          """))
    for outcome in outcomes {
      row.bind(outcome.state.rawValue)
      row.bind(outcome.request)
      row.bind(outcome.result)
      row.bind(outcome.error)
      row.bind(outcome.endedAt)
      let sequence = try runs.sequence(of: outcome.run, in: database)
      row.bind(OperationID(sequence, outcome.number).rawValue)
      guard try row.execute() == 1 else {
        throw JournalError(
          kind: .misuse,
          message: "Run \(outcome.run) has no operation \(outcome.number); this is a bug.")
      }
    }
  }
}
