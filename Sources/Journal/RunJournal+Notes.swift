import GRDB

/// Something worth knowing of a run beside its operations.
public struct RunNote: Sendable, Equatable {
  /// What sort of note it is, in a word of whoever writes it.
  public var kind: String
  /// The note as JSON text, which the journal does not look into.
  public var body: String

  /// Makes a note.
  public init(kind: String, body: String) {
    (self.kind, self.body) = (kind, body)
  }
}

// What reports need and no operation holds.
extension RunJournal {
  /// Writes the notes of a run, in place of those that an earlier attempt has left.
  ///
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func note(_ notes: [RunNote], of runID: String) async throws(JournalError) {
    try await write(of: runID) { database, sequence in
      try database.execute(sql: "DELETE FROM notes WHERE run = ?", arguments: [sequence])
      let insert = try database.cachedStatement(sql: "INSERT INTO notes VALUES (?, ?, ?, ?)")
      for (number, note) in notes.enumerated() {
        try insert.execute(arguments: [sequence, number, note.kind, note.body])
      }
    }
  }

  /// Reads the notes of a run, in the order in which they were written.
  ///
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func notes(of runID: String) async throws(JournalError) -> [RunNote] {
    try await read(of: runID) { database, sequence in
      return try Row.fetchAll(
        database, sql: "SELECT kind, body FROM notes WHERE run = ? ORDER BY number",
        arguments: [sequence]
      ).map { RunNote(kind: $0["kind"], body: $0["body"]) }
    }
  }

  /// Remembers the emails of an organisation's people, so that reports can name them.
  ///
  /// - Parameters:
  ///   - emails: the emails by user id; people who are not among them stay as they were.
  ///   - organizationID: the organisation's id.
  /// - Throws: ``JournalError``.
  public func remember(
    _ emails: [String: String], of organizationID: String
  ) async throws(JournalError) {
    guard !emails.isEmpty else { return }
    try await write { database in
      // What is so already is not written, so that most runs cost no commit.
      let upsert = try database.cachedStatement(
        sql: """
          INSERT INTO people VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET email = excluded.email WHERE email <> excluded.email
          """)
      for (user, email) in emails {
        try upsert.execute(arguments: [organizationID, user, email])
      }
    }
  }

  /// The emails of an organisation's people by user id, as they were when last seen.
  ///
  /// - Throws: ``JournalError``.
  public func emails(of organizationID: String) async throws(JournalError) -> [String: String] {
    try await read { database in
      var emails: [String: String] = [:]
      let rows = try Row.fetchCursor(
        database, sql: "SELECT user_id, email FROM people WHERE organization_id = ?",
        arguments: [organizationID])
      while let row = try rows.next() { emails[row["user_id"]] = row["email"] }
      return emails
    }
  }
}
