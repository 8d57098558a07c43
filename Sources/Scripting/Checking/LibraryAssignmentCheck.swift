/// Assignments to fields of the library's tables and of Lua's own, which are locked.
struct LibraryAssignmentCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    let assigned = script.outline.indexings.compactMap { indexing -> Finding? in
      guard indexing.role == .assigned else { return nil }
      return finding(indexing.position, indexing.base, script)
    }
    let set = script.outline.calls.compactMap { call -> Finding? in
      guard call.callee.functionName == "rawset", let table = call.arguments.first else {
        return nil
      }
      return finding(table.position, script.meanings.meaning(of: table), script)
    }
    return assigned + set
  }

  private func finding(
    _ position: SourcePosition, _ base: Meaning, _ script: CheckedScript
  ) -> Finding? {
    guard case .library(let table) = base else { return nil }
    return script.finding(
      position, "library-assignment",
      "\(table) cannot be changed; put the value into a variable or table of your own")
  }
}
