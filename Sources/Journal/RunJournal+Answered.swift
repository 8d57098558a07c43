import GRDB

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
      // A single attempt asks for each change once.
      let isLatest =
        attempt == 2
        ? "" : Self.isLatest(try LatestChanges(of: sequence, before: attempt, in: database))
      let query = try database.cachedStatement(
        sql: """
          SELECT number, kind, content, occurrence, result FROM operations AS this
          WHERE \(OperationID.isInRange) AND attempt < ? AND content IS NOT NULL
          AND result IS NOT NULL AND state IN ('done', 'unchanged')
          \(isLatest)
          ORDER BY id LIMIT ?
          """)
      var changes: [AnsweredChange] = []
      let rows = try Row.fetchCursor(
        query, arguments: OperationID.range(of: sequence, after: number) + [attempt, limit])
      while let row = try rows.next() {
        let column: ContentColumn = row[2]
        changes.append(
          AnsweredChange(
            key: ChangeKey(content: column.content, occurrence: row[3]), number: row[0],
            kind: row[1], result: row[4]))
      }
      return changes
    }
  }

  private static func isLatest(_ latest: LatestChanges) -> String {
    """
    AND number = (
      SELECT latest.number FROM \(latest.table) AS latest
      WHERE latest.content = this.content AND latest.occurrence = this.occurrence)
    """
  }
}
