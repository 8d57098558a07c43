public import Foundation
import GRDB

extension RunJournal {
  /// Writes a run that begins.
  ///
  /// - Throws: ``JournalError``: `misuse` if a run of that id is there already.
  public func begin(_ run: RunRecord) async throws(JournalError) {
    try await write { database in
      let taken = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM runs WHERE id = ?)", arguments: [run.id])
      guard taken != true else {
        throw JournalError(kind: .misuse, message: "A run \(run.id) is in the journal already.")
      }
      try run.insert(into: database)
    }
  }

  /// Writes that a run is executed again.
  ///
  /// - Parameters:
  ///   - runID: the run's id, in full.
  ///   - attempt: which execution this is.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func beginAttempt(_ runID: String, attempt: Int) async throws(JournalError) {
    try await write { database in
      try database.execute(
        sql: """
          UPDATE runs SET attempt = ?, state = ?, ended_at = NULL, exit_status = NULL WHERE id = ?
          """,
        arguments: [attempt, RunState.running.rawValue, runID])
      guard database.changesCount == 1 else { throw JournalError.noRun(runID) }
    }
  }

  /// Forgets runs that began before `date`, with their operations; what is under way stays.
  ///
  /// - Returns: how many were forgotten.
  /// - Throws: ``JournalError``.
  public func prune(before date: Date) async throws(JournalError) -> Int {
    try await write { database in
      let runs = try Int64.fetchAll(
        database, sql: "SELECT sequence FROM runs WHERE started_at < ? AND ended_at IS NOT NULL",
        arguments: [Timestamp.text(date)])
      for sequence in runs {
        try database.execute(
          sql: "DELETE FROM operations WHERE \(OperationID.isInRange)",
          arguments: OperationID.range(of: sequence))
        try database.execute(sql: "DELETE FROM runs WHERE sequence = ?", arguments: [sequence])
      }
      return runs.count
    }
  }

  /// Writes in which organisation a run acts, when that became known only after it began.
  ///
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func placeRun(
    _ runID: String, organizationID: String, organizationName: String?
  ) async throws(JournalError) {
    try await write { database in
      try database.execute(
        sql: "UPDATE runs SET organization_id = ?, organization_name = ? WHERE id = ?",
        arguments: [organizationID, organizationName, runID])
      guard database.changesCount == 1 else { throw JournalError.noRun(runID) }
    }
  }

  /// Writes how a run ended.
  ///
  /// - Parameters:
  ///   - runID: the run's id, in full.
  ///   - state: how far it came.
  ///   - exitStatus: the program's exit status.
  ///   - endedAt: when it ended.
  ///   - summary: what it did, as JSON text.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func finish(
    _ runID: String, state: RunState, exitStatus: Int, endedAt: Date, summary: String
  ) async throws(JournalError) {
    try await write { database in
      try database.execute(
        sql: """
          UPDATE runs SET state = ?, exit_status = ?, ended_at = ?, summary = ? WHERE id = ?
          """,
        arguments: [state.rawValue, exitStatus, Timestamp.text(endedAt), summary, runID])
      guard database.changesCount == 1 else { throw JournalError.noRun(runID) }
    }
  }

  /// Reads the runs, newest first.
  ///
  /// - Parameter limit: how many at most; nil for all.
  /// - Returns: the runs.
  /// - Throws: ``JournalError``.
  public func runs(limit: Int? = nil) async throws(JournalError) -> [RunRecord] {
    try await read { database in
      // To SQLite a negative limit is none.
      try Row.fetchAll(
        database, sql: "SELECT * FROM runs ORDER BY sequence DESC LIMIT ?",
        arguments: [limit.map { max(0, $0) } ?? -1]
      ).map { try RunRecord(row: $0) }
    }
  }

  /// Finds the run that a person means.
  ///
  /// - Parameter words: an id, the beginning of an id that no other run shares, or `last`.
  /// - Returns: the run.
  /// - Throws: ``JournalError``: `unknownRun` or `ambiguousRun`, whose messages list the runs it
  ///   could be.
  public func run(matching words: String) async throws(JournalError) -> RunRecord {
    try await read { database in
      let newest = "SELECT * FROM runs ORDER BY sequence DESC LIMIT 1"
      if words == "last" {
        guard let row = try Row.fetchOne(database, sql: newest) else {
          throw JournalError(kind: .unknownRun, message: "There are no runs in the journal yet.")
        }
        return try RunRecord(row: row)
      }
      let whole = "SELECT * FROM runs WHERE id = ?"
      if let row = try Row.fetchOne(database, sql: whole, arguments: [words]) {
        return try RunRecord(row: row)
      }
      // One more than a message lists, to know whether there are more.
      let candidates = try Row.fetchAll(
        database,
        sql: "SELECT * FROM runs WHERE substr(id, 1, ?) = ? ORDER BY sequence DESC LIMIT 11",
        arguments: [words.unicodeScalars.count, words]
      ).map { try RunRecord(row: $0) }
      if words.isEmpty || candidates.isEmpty {
        let likely = try Row.fetchAll(
          database, sql: "SELECT * FROM runs WHERE instr(id, ?) > 1 LIMIT 2", arguments: [words])
        let recent = try Row.fetchAll(
          database, sql: "SELECT * FROM runs ORDER BY sequence DESC LIMIT 5")
        throw JournalError.noRun(
          words, likely: likely.count == 1 ? try RunRecord(row: likely[0]) : nil,
          recent: try recent.map { try RunRecord(row: $0) })
      }
      guard candidates.count == 1 else {
        throw JournalError.severalRuns(words, candidates: candidates)
      }
      return candidates[0]
    }
  }
}
