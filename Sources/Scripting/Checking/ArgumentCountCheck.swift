/// Too many arguments, missing ones, and arguments in the wrong manner.
struct ArgumentCountCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    colons(script)
      + LibraryCallSite.sites(in: script).flatMap { site in
        tooMany(site, script) + missing(site, script) + notNamed(site, script)
      }
  }

  /// `sendas:grant(x)` hands over `sendas` as the first argument.
  private func colons(_ script: CheckedScript) -> [Finding] {
    script.outline.calls.compactMap { call in
      guard let method = call.method, case .library(let table) = call.receiver,
        let name = call.callee.functionName, script.vocabulary.functions[name] != nil
      else { return nil }
      return script.finding(
        method.position, "colon-call",
        "\(table):\(method.text) hands over \(table) itself; write a dot:"
          + " \(table).\(method.text)(…)")
    }
  }

  private func tooMany(_ site: LibraryCallSite, _ script: CheckedScript) -> [Finding] {
    guard case .positional(let values) = site.given else { return [] }
    let limit = site.function.parameters.count
    let extra = (values.last?.isOpen == true ? values.dropLast() : values).dropFirst(limit)
    // nil is what an argument that is left out is anyway.
    guard let first = extra.first(where: { !isNil($0, script) }) else { return [] }
    let count = limit == 0 ? "no arguments" : limit == 1 ? "1 argument" : "\(limit) arguments"
    return [
      script.finding(
        first.position, "too-many-arguments",
        "\(site.function.name) takes \(count), not \(values.count); call it as"
          + " \(site.function.signature)")
    ]
  }

  private func missing(_ site: LibraryCallSite, _ script: CheckedScript) -> [Finding] {
    if case .named(let fields) = site.given {
      // A misspelled name is what is wrong then.
      let known = site.function.parameters.map(\.name)
      guard fields.allSatisfy({ known.contains($0.name?.text ?? "") }) else { return [] }
    }
    return site.arguments.compactMap { parameter, value in
      guard !parameter.isOptional, value.map({ isNil($0, script) }) ?? true else { return nil }
      return script.finding(
        value?.position ?? site.call.position, "missing-argument",
        "\(site.function.name) needs the argument '\(parameter.name)' (\(parameter.takes)); call it"
          + " as \(site.function.signature)")
    }
  }

  private func notNamed(_ site: LibraryCallSite, _ script: CheckedScript) -> [Finding] {
    guard case .notNamed = site.given else { return [] }
    return [
      script.finding(
        site.call.position, "unnamed-arguments",
        "\(site.function.name) takes one table of named arguments, as \(site.function.signature)")
    ]
  }

  private func isNil(_ value: LuaSyntax.Expression, _ script: CheckedScript) -> Bool {
    guard case .literal(let literal) = script.meanings.meaning(of: value) else { return false }
    if case .nil = literal.kind { return true }
    return false
  }
}
