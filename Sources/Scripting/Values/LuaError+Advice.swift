package import Lua

extension LuaError {
  /// What to do about an error that Lua itself has raised, and whose words do not say it.
  ///
  /// - Parameter line: the line of the script on which it happened, where that is known.
  /// - Returns: a sentence; nil where there is nothing to add.
  package func advice(line: String?) -> String? {
    if kind == .memory {
      return "hold less at a time, or allow more with --memory, as --memory 512M"
    }
    if kind == .killed, message.contains("without a pause") {
      return "look for a loop without an end; a long calculation pauses with task.sleep(0)"
    }
    if message.contains("attempt to load a binary chunk") {
      return "this is compiled Lua, and only its text can be run"
    }
    let nilCall = /attempt to (?:call|index) a nil value \(field '(\w+)'\)/
    guard kind == .script, let match = message.firstMatch(of: nilCall) else { return nil }
    let field = String(match.1)
    let names = LibraryCatalog.vocabulary.names
    for table in ["os", "debug", "string", "table"] {
      let name = "\(table).\(field)"
      guard !names.contains(name), let entry = RemovedNames.entry(field, of: table) else {
        continue
      }
      // A table of the script's own may have a field of that name, too.
      if let line {
        guard line.contains(name) else { continue }
      } else if RemovedNames.entries[name] == nil {
        continue
      }
      return RemovedNames.message(name, entry, in: names)
    }
    return nil
  }
}
