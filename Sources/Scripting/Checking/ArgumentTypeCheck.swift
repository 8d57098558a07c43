/// Arguments that are certainly of the wrong type.
struct ArgumentTypeCheck: ScriptCheck {
  func findings(in script: CheckedScript) -> [Finding] {
    LibraryCallSite.sites(in: script).flatMap { site in
      site.arguments.compactMap { parameter, value in
        guard let value, let wrong = mismatch(value, parameter.shape, script) else { return nil }
        return script.finding(
          wrong.position, "wrong-type",
          "\(site.function.name) takes \(parameter.takes) as '\(parameter.name)'"
            + (wrong.item.map { ", and item \($0) is \(wrong.what)" } ?? ", not \(wrong.what)"))
      }
    }
  }

  private struct Mismatch {
    var position: SourcePosition
    var what: String
    /// Its number, from 1, where it is an item of a list.
    var item: Int?
  }

  private func mismatch(
    _ value: LuaSyntax.Expression, _ shape: CheckingVocabulary.Shape, _ script: CheckedScript
  ) -> Mismatch? {
    guard let type = LiteralType(script.meanings.meaning(of: value)), type != .nothing else {
      return nil
    }
    let wrong = Mismatch(position: value.position, what: type.words)
    switch shape {
    case .anything: return nil
    case .text: return type == .string ? nil : wrong
    case .number: return type == .number ? nil : wrong
    case .function: return type == .function ? nil : wrong
    case .items: return type == .function || type == .table ? nil : wrong
    case .options: return type == .table ? nil : wrong
    case .subject(let keys):
      if type == .string {
        return value.constantText == ""
          ? Mismatch(position: value.position, what: "an empty string") : nil
      }
      guard type == .table else { return wrong }
      return notSubject(value, keys)
    case .list(let item):
      guard type == .table else { return wrong }
      return notList(value, item, script)
    }
  }

  /// A table that is written down and has none of the fields.
  private func notSubject(_ value: LuaSyntax.Expression, _ keys: [String]) -> Mismatch? {
    guard case .table(let fields) = value.kind else { return nil }
    if fields.contains(where: { $0.name == nil && !$0.isItem }) { return nil }
    if fields.contains(where: { keys.contains($0.name?.text ?? "") }) { return nil }
    let isList = !fields.isEmpty && fields.allSatisfy(\.isItem)
    return Mismatch(
      position: value.position,
      what: isList ? "a list" : "a table without \(keys.joined(separator: " or "))")
  }

  private func notList(
    _ value: LuaSyntax.Expression, _ item: CheckingVocabulary.Shape, _ script: CheckedScript
  ) -> Mismatch? {
    guard case .table(let fields) = value.kind else { return nil }
    if let named = fields.first(where: { $0.name != nil }) {
      return Mismatch(
        position: named.name?.position ?? value.position, what: "a table with names")
    }
    for (index, field) in fields.enumerated() where field.isItem {
      if var wrong = mismatch(field.value, item, script) {
        wrong.item = index + 1
        return wrong
      }
    }
    return nil
  }
}

/// The type of a value that is written down.
enum LiteralType {
  case nothing, boolean, number, string, table, function

  init?(_ meaning: Meaning) {
    switch meaning {
    case .unknown, .missing: return nil
    case .environment, .library: self = .table
    case .function: self = .function
    case .literal(let literal):
      switch literal.kind {
      case .nil: self = .nothing
      case .boolean: self = .boolean
      case .number: self = .number
      case .string: self = .string
      case .table: self = .table
      case .function: self = .function
      default: return nil
      }
    }
  }

  var words: String {
    switch self {
    case .nothing: "nil"
    case .boolean: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .table: "a table"
    case .function: "a function"
    }
  }
}
