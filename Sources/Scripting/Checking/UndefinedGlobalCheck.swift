/// Names that neither the script nor its environment defines: reading one is an error.
struct UndefinedGlobalCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    let defined = DefinedGlobals(script)
    guard !defined.isOpen else { return [] }
    let known = defined.names.union(script.globalsOfModules)
      .union(script.vocabulary.names.globals.keys).union(["_G", "_ENV"])
    let locals = Dictionary(grouping: script.scopes.variables.map(\.name), by: \.text)
    // Asked once for each name: there may be very many places.
    var suggestions: [String: String] = [:]
    return script.outline.globals.compactMap { use in
      let name = use.name
      guard !known.contains(name.text), RemovedNames.entry(use) == nil else { return nil }
      var advice = placeAdvice(use, locals[name.text] ?? [])
      if advice == nil {
        advice =
          suggestions[name.text]
          ?? script.vocabulary.suggestion(for: name.text, in: known.union(locals.keys))
        suggestions[name.text] = advice
      }
      return script.finding(
        name.position, "undefined-global", "undefined global '\(name.text)'\(advice ?? "")")
    }
  }

  /// What to do where the name is right and the place is wrong.
  private func placeAdvice(_ use: ScriptOutline.GlobalUse, _ locals: [LuaSyntax.Name]) -> String? {
    let name = use.name
    if use.isField { return "; rawget(_G, \"\(name.text)\") asks whether there is one" }
    if let before = locals.last(where: { $0.position < name.position }) {
      return "; the local '\(name.text)' of line \(before.position.line) cannot be seen here"
    }
    return locals.first.map {
      "; the local '\(name.text)' begins only at line \($0.position.line)"
    }
  }
}
