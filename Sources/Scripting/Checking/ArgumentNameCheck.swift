/// Names of arguments and options that a library function does not know.
struct ArgumentNameCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    LibraryCallSite.sites(in: script).flatMap { site -> [Finding] in
      var findings: [Finding] = []
      if case .named(let fields) = site.given {
        findings += unknown(
          fields, site.function.parameters.map(\.name), "argument", site.function, script)
      }
      for (parameter, value) in site.arguments {
        guard case .options(let known) = parameter.shape, !known.isEmpty,
          case .table(let fields)? = value?.kind
        else { continue }
        findings += unknown(fields, known, "option", site.function, script)
      }
      return findings
    }
  }

  private func unknown(
    _ fields: [LuaSyntax.Field], _ known: [String], _ what: String,
    _ function: CheckingVocabulary.Function, _ script: CheckedScript
  ) -> [Finding] {
    fields.compactMap { field in
      guard let name = field.name, !known.contains(name.text) else { return nil }
      let hint = script.vocabulary.suggestion(for: name.text, in: known)
      let list = known.isEmpty ? "it takes none" : "it knows \(known.joined(separator: ", "))"
      return script.finding(
        name.position, "unknown-\(what)",
        "\(function.name) does not know the \(what) '\(name.text)'\(hint); \(list)")
    }
  }
}
