/// Fields that tables of the library do not have.
struct UnknownFieldCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    let names = script.vocabulary.names
    let own = Set(
      script.outline.indexings.compactMap { indexing -> String? in
        guard indexing.role == .assigned, case .library(let table) = indexing.base else {
          return nil
        }
        return indexing.field.map { "\(table).\($0)" }
      })
    return script.outline.indexings.compactMap { indexing in
      guard let table = table(indexing), let field = indexing.field,
        let fields = names.tables[table], fields[field] == nil,
        RemovedNames.entry(field, of: table) == nil
      else { return nil }
      switch indexing.role {
      case .assigned: return nil
      // Lua's own tables give nil, and a script may ask what this Lua has.
      case .tested where !names.strict.contains(table): return nil
      case _ where own.contains("\(table).\(field)") && !names.strict.contains(table): return nil
      case .read, .needed, .tested:
        let hint = script.vocabulary.suggestion(
          for: field, in: fields.keys, prefix: "\(table).")
        return script.finding(
          indexing.position, "unknown-field", "\(table) has no '\(field)'\(hint)")
      }
    }
  }

  private func table(_ indexing: ScriptOutline.Indexing) -> String? {
    switch indexing.base {
    case .library(let table): return table
    case .literal(let expression):
      // Strings have the functions of `string` as methods.
      if case .string = expression.kind { return "string" }
      return nil
    default: return nil
    }
  }
}
