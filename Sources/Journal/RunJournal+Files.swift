import GRDB

extension RunJournal {
  /// Writes that a run has read a file; the same file of the same attempt is kept as it was first.
  ///
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func note(_ file: RunFile, of runID: String) async throws(JournalError) {
    try await write { database in
      let run = "SELECT sequence FROM runs WHERE id = ?"
      guard let sequence = try Int64.fetchOne(database, sql: run, arguments: [runID]) else {
        throw JournalError.noRun(runID)
      }
      try database.execute(
        sql: """
          INSERT OR IGNORE INTO files (run, attempt, role, path, digest, text)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          sequence, file.attempt, file.role.rawValue, file.path, file.digest, file.text,
        ])
    }
  }

  /// Reads which files a run has read, by attempt and path.
  ///
  /// - Throws: ``JournalError``.
  public func files(of runID: String) async throws(JournalError) -> [RunFile] {
    try await read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT files.* FROM files JOIN runs ON files.run = runs.sequence
          WHERE runs.id = ? ORDER BY attempt, role, path
          """,
        arguments: [runID]
      ).compactMap { row in
        guard let role = RunFile.Role(rawValue: row["role"]) else { return nil }
        return RunFile(
          attempt: row["attempt"], role: role, path: row["path"], digest: row["digest"],
          text: row["text"])
      }
    }
  }
}
