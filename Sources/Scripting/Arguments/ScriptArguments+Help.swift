import Lua

// What a script's arguments look like to the person who calls it.
extension ScriptArguments {
  /// How the script is called, in one line.
  var usage: String {
    let words = (declarations.filter(\.isOption) + declarations.filter { !$0.isOption })
      .map { $0.isRequired ? $0.shownWithValue : "[\($0.shownWithValue)]" }
    return (["sendas run", script] + words).joined(separator: " ")
  }

  /// What `--help` prints.
  var help: String {
    let ordered = declarations.filter { !$0.isOption } + declarations.filter(\.isOption)
    var rows = ordered.map { declaration in
      (declaration.shownWithValue, [declaration.help, Self.note(declaration)])
    }
    rows.append(("--help", ["show this help"]))
    let width = rows.map(\.0.count).max() ?? 0
    let lines = rows.map { name, words in
      let text = words.filter { !$0.isEmpty }.joined(separator: " ")
      let padding = String(repeating: " ", count: width - name.count + 2)
      return text.isEmpty ? "  \(name)" : "  \(name)\(padding)\(text)"
    }
    let start = about.isEmpty ? [] : [about, ""]
    return (start + ["usage: \(usage)", ""] + lines).joined(separator: "\n")
  }

  private static func note(_ declaration: ArgumentDeclaration) -> String {
    switch declaration.fallback {
    case .nil, .bool(false):
      declaration.isOption && declaration.isRequired ? "(required)" : ""
    case .string(let text): "(default: \(text))"
    case .integer(let number): "(default: \(number))"
    case .number(let number): "(default: \(number))"
    case .bool(let value): "(default: \(value))"
    default: ""
    }
  }
}
