import Lua
import Runs

/// One thing that a script takes on the command line, as `script.arguments{…}` declares it.
struct ArgumentDeclaration: Sendable, Equatable {
  /// What the words are turned into.
  enum ValueType: String, CaseIterable {
    case string, number, integer, boolean
    /// A file to read, which must be there; `-` is standard input.
    case file
  }

  /// The name in the script's table.
  var name: String
  /// Whether it is given as `--name`.
  var isOption = false
  var help = ""
  var type = ValueType.string
  /// What the script gets where it is left out.
  var fallback = LuaValue.nil
  var isRequired = true
  /// Whether it takes all words that are left.
  var takesMany = false

  private static let forms = ["file", "positional", "option"]
  private static let fields = forms + ["help", "type", "default", "required", "many"]

  /// Reads a declaration such as `{ option = "team", default = "sales", help = "…" }`.
  ///
  /// - Throws: `LuaError` of kind `bad_argument` that says what is wrong with it.
  init(_ value: LuaValue, number: Int) throws(LuaError) {
    let place = "declaration \(number)"
    guard case .table(let given) = value else {
      throw Self.error(
        "\(place) is \(value.typeName); it takes tables such as { file = \"people\" }")
    }
    for field in given where !Self.fields.contains(field.name) {
      let hint = nearest(to: field.name, in: Self.fields).map { " (did you mean '\($0)'?)" } ?? ""
      throw Self.error(
        "\(place) has the field '\(field.name)'\(hint); known are"
          + " \(Self.fields.joined(separator: ", "))")
    }
    let forms = given.filter { Self.forms.contains($0.name) }
    guard forms.count == 1, let form = forms.first, let name = form.value.text else {
      throw Self.error(
        "\(place) needs exactly one of file, positional and option, with a name as its text")
    }
    guard name.wholeMatch(of: /[A-Za-z][A-Za-z0-9_]*/) != nil, name.lowercased() != "help" else {
      throw Self.error(
        "'\(name)' cannot be a name: letters, digits and _ make one, and help is taken")
    }
    self.name = name
    isOption = form.name == "option"
    fallback = value["default"]
    help = try Self.text(value["help"], "help", of: name) ?? ""
    type = try Self.type(value, form.name, name)
    takesMany = try Self.flag(value["many"], "many", of: name) ?? false
    let usually = !isOption && fallback.isNil
    isRequired = try Self.flag(value["required"], "required", of: name) ?? usually
    if isOption, type == .boolean, fallback.isNil { fallback = .bool(false) }
    try checkTogether()
  }

  private static func type(
    _ value: LuaValue, _ form: String, _ name: String
  ) throws(LuaError) -> ValueType {
    guard let word = try text(value["type"], "type", of: name) else {
      if form == "file" { return .file }
      return switch value["default"] {
      case .bool: .boolean
      case .integer: .integer
      case .number: .number
      default: .string
      }
    }
    guard let type = ValueType(rawValue: word), form != "file" || type == .file else {
      let known = ValueType.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(
        form == "file"
          ? "'\(name)' is a file and cannot have the type '\(word)'"
          : "'\(name)' has the type '\(word)'; known are \(known)")
    }
    return type
  }

  private func checkTogether() throws(LuaError) {
    if isRequired, !fallback.isNil, !(isOption && type == .boolean) {
      throw Self.error("'\(name)' is required, so it cannot have a default")
    }
    if takesMany, isOption || !fallback.isNil {
      throw Self.error("'\(name)' cannot take many words: only a positional without a default can")
    }
    let fits =
      switch (type, fallback) {
      case (_, .nil), (.string, .string), (.file, .string), (.integer, .integer), (.boolean, .bool),
        (.number, .integer), (.number, .number):
        true
      default: false
      }
    if !fits {
      throw Self.error("'\(name)' is \(type.rawValue), and its default is \(fallback.typeName)")
    }
  }

  private static func text(
    _ value: LuaValue, _ field: String, of name: String
  ) throws(LuaError) -> String? {
    guard value.isNil || value.text != nil else {
      throw error("'\(name)' has \(value.typeName) as \(field); it takes a string")
    }
    return value.text
  }

  private static func flag(
    _ value: LuaValue, _ field: String, of name: String
  ) throws(LuaError) -> Bool? {
    guard value.isNil || value.boolValue != nil else {
      throw error("'\(name)' has \(value.typeName) as \(field); it takes true or false")
    }
    return value.boolValue
  }

  static func error(_ text: String) -> LuaError {
    LuaError(kind: .badArgument, message: "script.arguments: \(text)")
  }
}

extension ArgumentDeclaration {
  /// As it is written on the command line: `--max-rows`, or `PEOPLE`.
  var shown: String {
    isOption ? "--" + name.replacing("_", with: "-") : name.uppercased()
  }

  /// With the value that it takes: `--max-rows INTEGER`.
  var shownWithValue: String {
    guard isOption, type != .boolean else { return shown + (takesMany ? "…" : "") }
    return shown + " " + (type == .string ? "TEXT" : type.rawValue.uppercased())
  }
}
