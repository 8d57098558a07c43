/// Functions that the sandbox has taken away, or that an older Lua had.
struct RemovedNameCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    globals(script) + fields(script) + garbageCollection(script)
  }

  private func globals(_ script: CheckedScript) -> [Finding] {
    let defined = DefinedGlobals(script)
    guard !defined.isOpen else { return [] }
    let known = defined.names.union(script.globalsOfModules)
    return script.outline.globals.compactMap { use in
      guard !known.contains(use.name.text),
        script.vocabulary.names.globals[use.name.text] == nil,
        let (name, entry) = RemovedNames.entry(use)
      else { return nil }
      return finding(use.name.position, name, entry, script)
    }
  }

  private func fields(_ script: CheckedScript) -> [Finding] {
    let names = script.vocabulary.names
    return script.outline.indexings.compactMap { indexing in
      guard case .library(let table) = indexing.base, let field = indexing.field,
        indexing.role == .needed || indexing.role == .read,
        names.tables[table]?[field] == nil, let entry = RemovedNames.entry(field, of: table)
      else { return nil }
      return finding(indexing.position, "\(table).\(field)", entry, script)
    }
  }

  /// The host decides when to collect.
  private func garbageCollection(_ script: CheckedScript) -> [Finding] {
    script.outline.calls.compactMap { call in
      guard call.callee.functionName == "collectgarbage" else { return nil }
      if let option = call.arguments.first {
        guard let text = option.constantText, text != "count" else { return nil }
      }
      return script.finding(
        call.position, "removed-function", "only collectgarbage(\"count\") is available in scripts")
    }
  }

  private func finding(
    _ position: SourcePosition, _ name: String, _ entry: RemovedNames.Entry,
    _ script: CheckedScript
  ) -> Finding {
    script.finding(
      position, "removed-function",
      RemovedNames.message(name, entry, in: script.vocabulary.names))
  }
}
