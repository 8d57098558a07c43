import GRDB

/// Something that a run was made from: a module that its script has loaded, or a file that it has
/// read.
public struct RunInput: Sendable, Equatable {
  /// What it is.
  public enum Kind: String, Sendable {
    /// A Lua file that `require` has found.
    case module
    /// A file that the script has read.
    case file
  }

  /// The attempt in which it was read.
  public var attempt: Int
  /// What it is.
  public var kind: Kind
  /// Its path, as the script or the search for modules has it.
  public var name: String
  /// By which its content is known again.
  public var digest: String
  /// The text of a module; nil for a file.
  public var text: String?

  /// Describes an input.
  public init(
    attempt: Int, kind: Kind, name: String, digest: String, text: String? = nil
  ) {
    (self.attempt, self.kind, self.name) = (attempt, kind, name)
    (self.digest, self.text) = (digest, text)
  }
}

extension RunJournal {
  /// Writes what a run has read; the first content of a name counts in an attempt.
  ///
  /// - Parameters:
  ///   - inputs: What it has read.
  ///   - runID: The run's id, in full.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func note(_ inputs: [RunInput], of runID: String) async throws(JournalError) {
    guard !inputs.isEmpty else { return }
    try await write(of: runID) { database, sequence in
      let insert = try database.cachedStatement(
        sql: """
          INSERT OR IGNORE INTO inputs (run, attempt, kind, name, digest, text)
          VALUES (?, ?, ?, ?, ?, ?)
          """)
      for input in inputs {
        try insert.execute(arguments: [
          sequence, input.attempt, input.kind.rawValue, input.name, input.digest, input.text,
        ])
      }
    }
  }

  /// Reads what a run has read, by attempts.
  ///
  /// - Parameter runID: The run's id, in full.
  /// - Returns: The inputs in the order in which they came.
  /// - Throws: ``JournalError``: `unknownRun` if there is no such run.
  public func inputs(of runID: String) async throws(JournalError) -> [RunInput] {
    try await read(of: runID) { database, sequence in
      return try Row.fetchAll(
        database, sql: "SELECT * FROM inputs WHERE run = ? ORDER BY rowid", arguments: [sequence]
      ).map { row in
        let word: String = try row.decode(forColumn: "kind")
        guard let kind = RunInput.Kind(rawValue: word) else { throw UnreadableValue(text: word) }
        return RunInput(
          attempt: try row.decode(forColumn: "attempt"), kind: kind,
          name: try row.decode(forColumn: "name"), digest: try row.decode(forColumn: "digest"),
          text: try row.decode(forColumn: "text"))
      }
    }
  }
}
