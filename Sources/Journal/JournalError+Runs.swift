extension JournalError {
  /// The error for an id, or its beginning, that belongs to no run.
  ///
  /// - Parameters:
  ///   - words: What the person wrote.
  ///   - likely: The only run whose id has it somewhere else than at its beginning.
  ///   - recent: The newest runs.
  /// - Returns: The error.
  static func noRun(
    _ words: String, likely: RunRecord? = nil, recent: [RunRecord] = []
  ) -> JournalError {
    if let likely {
      return JournalError(
        kind: .unknownRun, message: "No run begins with '\(words)'. Did you mean \(likely.id)?")
    }
    let advice =
      recent.isEmpty
      ? "The journal holds no such run."
      : "The newest runs are:" + list(recent) + "\nName one by its id, the beginning of its id, "
        + "or 'last'."
    return JournalError(kind: .unknownRun, message: "There is no run '\(words)'. " + advice)
  }

  /// The error for a beginning that several ids share.
  static func severalRuns(_ words: String, candidates: [RunRecord]) -> JournalError {
    JournalError(
      kind: .ambiguousRun,
      message: "Several runs begin with '\(words)':" + list(Array(candidates.prefix(10)))
        + (candidates.count > 10 ? "\n  …" : "") + "\nGive more of the id.")
  }

  private static func list(_ runs: [RunRecord]) -> String {
    runs.map { "\n  \($0.id)  \($0.command)" + ($0.scriptPath.map { " \($0)" } ?? "") }.joined()
  }
}
