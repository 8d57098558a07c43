import ArgumentParser

// What a shell offers behind a word; a command that says nothing offers nothing.
extension CompletionKind {
  /// The names of the profiles.
  static var profileNames: CompletionKind {
    .shellCommand("sendas profiles list --format csv 2> /dev/null | tail -n +2 | cut -d, -f1")
  }

  /// The ids of the latest runs.
  static var runs: CompletionKind {
    .shellCommand(
      "echo last; sendas runs list --limit 20 2> /dev/null | tail -n +2 | cut -d ' ' -f1")
  }

  /// Files of Lua.
  static var scripts: CompletionKind { .file(extensions: ["lua"]) }
}
