import Lua
import Runs

/// What a script takes on the command line, and how words become it.
struct ScriptArguments: Sendable {
  /// The script, as the person named it.
  let script: String
  /// What the script is for, in its own words.
  let about: String
  let declarations: [ArgumentDeclaration]

  /// - Throws: `LuaError` of kind `bad_argument` where the declarations do not go together.
  init(
    _ declarations: [ArgumentDeclaration], about: String, script: String
  ) throws(LuaError) {
    (self.script, self.about, self.declarations) = (script, about, declarations)
    var names: Set<String> = []
    // Options are found whatever their case and dashes.
    for declaration in declarations
    where !names.insert(declaration.name.lowercased()).inserted {
      throw ArgumentDeclaration.error("two declarations are named '\(declaration.name)'")
    }
    let positionals = declarations.filter { !$0.isOption }
    for (one, next) in zip(positionals, positionals.dropFirst()) {
      if one.takesMany {
        throw ArgumentDeclaration.error("'\(next.name)' comes after '\(one.name)', which takes all")
      }
      if !one.isRequired, next.isRequired {
        throw ArgumentDeclaration.error(
          "'\(next.name)' is required, so '\(one.name)' before it must be as well")
      }
    }
  }

  /// Reads the words.
  ///
  /// - Parameters:
  ///   - words: The words after the script.
  ///   - checkFile: Throws where there is no such file to read.
  /// - Returns: The values by name; what was left out and has no default is not there.
  /// - Throws: `LuaError` with the usage in the field `usage` where a word is wrong.
  func values(
    of words: [String], checkFile: (String) throws(ScriptError) -> Void
  ) throws(LuaError) -> [LuaValue.Field] {
    let (positionals, options) = try sorted(words)
    var given: [String: LuaValue] = [:]
    var left = positionals[...]
    for declaration in declarations {
      let words: [String]
      if declaration.isOption {
        words = options[declaration.name].map { [$0] } ?? []
      } else if declaration.takesMany {
        words = Array(left)
        left = []
      } else {
        words = left.popFirst().map { [$0] } ?? []
      }
      if words.isEmpty, declaration.isRequired {
        let help = declaration.help.isEmpty ? "" : " (\(declaration.help))"
        throw misuse("\(declaration.shown) is missing\(help)")
      }
      var values: [LuaValue] = []
      for word in words { values.append(try value(word, declaration, checkFile)) }
      given[declaration.name] =
        declaration.takesMany ? .array(values) : values.first ?? declaration.fallback
    }
    if let word = left.first { throw misuse("'\(word)' is one word too many") }
    return declarations.compactMap { declaration in
      given[declaration.name].flatMap { $0.isNil ? nil : .init(declaration.name, $0) }
    }
  }

  private func sorted(
    _ words: [String]
  ) throws(LuaError) -> (positionals: [String], options: [String: String]) {
    var positionals: [String] = []
    var options: [String: String] = [:]
    var left = words[...]
    while let word = left.popFirst() {
      if word == "--" {
        positionals += left
        break
      }
      // "-" is standard input, and "-5" a number.
      guard word.hasPrefix("-"), word != "-", Double(word) == nil else {
        positionals.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let declaration = try option(String(parts[0]))
      var value = parts.count > 1 ? String(parts[1]) : nil
      if value == nil {
        value =
          declaration.type == .boolean
          ? "true" : left.first.flatMap { $0.hasPrefix("--") ? nil : left.popFirst() }
      }
      guard let value else { throw misuse("\(declaration.shown) needs a value") }
      guard options.updateValue(value, forKey: declaration.name) == nil else {
        throw misuse("\(declaration.shown) is given twice")
      }
    }
    return (positionals, options)
  }

  private func option(_ word: String) throws(LuaError) -> ArgumentDeclaration {
    let options = declarations.filter(\.isOption)
    let wanted = word.replacing("_", with: "-").lowercased()
    if let option = options.first(where: { $0.shown.lowercased() == wanted }) { return option }
    let near = nearest(to: wanted, in: options.map(\.shown))
    throw misuse("there is no option \(word)" + (near.map { " (did you mean \($0)?)" } ?? ""))
  }

  private func value(
    _ word: String, _ declaration: ArgumentDeclaration,
    _ checkFile: (String) throws(ScriptError) -> Void
  ) throws(LuaError) -> LuaValue {
    switch declaration.type {
    case .string: return .string(word)
    case .number: if let number = Double(word), number.isFinite { return .number(number) }
    case .integer: if let number = Int64(word) { return .integer(number) }
    case .boolean: if let value = Bool(word) { return .bool(value) }
    case .file:
      do { try checkFile(word) } catch {
        throw LuaError(
          kind: .init(rawValue: error.kind.shown),
          message: "\(declaration.shown): \(error.message)",
          cause: error)
      }
      return .string(word)
    }
    let wanted = declaration.type == .boolean ? "true or false" : "a \(declaration.type.rawValue)"
    throw misuse(
      "\(declaration.shown) takes \(wanted.replacing("a integer", with: "a whole number")),"
        + " not '\(word)'")
  }

  private func misuse(_ text: String) -> LuaError {
    LuaError(kind: .badArgument, message: text, fields: [.init("usage", .string(usage))])
  }
}
