/// Finds what expressions stand for, through variables that are never changed.
struct MeaningReader {
  let scopes: LuaScopes
  let names: LibraryNames

  // Nobody writes longer chains of aliases, and each one is a call of ours.
  private static let depthLimit = 30

  func meaning(of expression: LuaSyntax.Expression, depth: Int = 0) -> Meaning {
    guard depth < Self.depthLimit else { return .unknown }
    switch expression.kind {
    case .nil, .boolean, .number, .string, .function, .table: return .literal(expression)
    case .name(let name): return meaning(of: name, depth)
    case .parenthesized(let inner): return meaning(of: inner, depth: depth + 1)
    case .suffixed(let primary, let suffixes):
      return suffixes.reduce(meaning(of: primary, depth: depth + 1), following)
    case .varargs, .unary, .chain: return .unknown
    }
  }

  private func meaning(of name: LuaSyntax.Name, _ depth: Int) -> Meaning {
    if let variable = scopes.variable(name) {
      guard variable.assignments.isEmpty, let initial = variable.initial else { return .unknown }
      return meaning(of: initial, depth: depth + 1)
    }
    guard scopes.isGlobal(name) else { return .unknown }
    return global(name.text)
  }

  private func global(_ name: String) -> Meaning {
    if let assignments = scopes.globalAssignments[name] {
      guard assignments.count == 1, let value = assignments[0].value,
        case .function = value.kind
      else { return .unknown }
      return .literal(value)
    }
    if name == "_G" || name == "_ENV" { return .environment }
    return meaning(of: names.globals[name])
  }

  private func meaning(of entry: LibraryNames.Entry?) -> Meaning {
    switch entry {
    case .table(let name): .library(name)
    case .function(let name): .function(name)
    case .value, nil: .unknown
    }
  }

  /// What the value becomes by one more index or call.
  func following(_ base: Meaning, _ suffix: LuaSyntax.Suffix) -> Meaning {
    if suffix.isCall {
      return base.functionName == "sendas.as" ? .library(LibraryNames.bound) : .unknown
    }
    guard let field = suffix.fieldName else { return .unknown }
    switch base {
    case .environment: return global(field)
    case .library(let table):
      guard let entry = names.tables[table]?[field] else {
        return names.strict.contains(table) ? .unknown : .missing
      }
      return meaning(of: entry)
    default: return .unknown
    }
  }

  /// What `value:name(…)` calls.
  func method(_ name: String, of base: Meaning) -> Meaning {
    switch base {
    case .library(let table): meaning(of: names.tables[table]?[name])
    case .literal(let expression):
      if case .string = expression.kind {
        names.tables["string"]?[name] == nil ? .missing : .function("string.\(name)")
      } else {
        .unknown
      }
    default: .unknown
    }
  }
}
