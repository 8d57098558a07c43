/// Reads Lua 5.4; what is wrong is said in Lua's own words, and only the first thing.
struct LuaParser {
  private var lexer: LuaLexer
  private(set) var current: LuaToken
  private var ahead: LuaToken?
  private var depth = 0
  /// Whether `...` means something in the function that is being read.
  var isVararg = true

  /// Lua 5.4's LUAI_MAXCCALLS: how deep things may be nested.
  private static let depthLimit = 200

  /// The whole script, as a function.
  static func script(_ source: [UInt8]) throws(LuaSyntaxError) -> LuaSyntax.Function {
    var parser = try LuaParser(source)
    let block = try parser.block()
    guard parser.current.kind == .end else { throw parser.error("<eof> expected") }
    return LuaSyntax.Function(
      position: SourcePosition(line: 1, column: 0), parameters: [], block: block)
  }

  private init(_ source: [UInt8]) throws(LuaSyntaxError) {
    lexer = LuaLexer(source)
    current = try lexer.next()
  }

  mutating func advance() throws(LuaSyntaxError) {
    if let ahead {
      (current, self.ahead) = (ahead, nil)
    } else {
      current = try lexer.next()
    }
  }

  /// Whether that symbol comes after the current word.
  mutating func isNext(_ symbol: LuaSymbol) throws(LuaSyntaxError) -> Bool {
    if let ahead { return ahead.is(symbol) }
    let next = try lexer.next()
    ahead = next
    return next.is(symbol)
  }

  /// Skips the symbol if it is the current word.
  mutating func skip(_ symbol: LuaSymbol) throws(LuaSyntaxError) -> Bool {
    guard current.is(symbol) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ symbol: LuaSymbol) throws(LuaSyntaxError) {
    guard try skip(symbol) else { throw error("'\(symbol.rawValue)' expected") }
  }

  /// The symbol that closes what was opened at `opening`.
  mutating func expect(
    _ symbol: LuaSymbol, closing opener: LuaSymbol, at opening: SourcePosition
  ) throws(LuaSyntaxError) {
    if try skip(symbol) { return }
    guard opening.line != current.position.line else {
      throw error("'\(symbol.rawValue)' expected")
    }
    throw error(
      "'\(symbol.rawValue)' expected (to close '\(opener.rawValue)' at line \(opening.line))")
  }

  mutating func name() throws(LuaSyntaxError) -> LuaSyntax.Name {
    guard case .name(let text) = current.kind else { throw error("<name> expected") }
    let name = LuaSyntax.Name(text: text, position: current.position)
    try advance()
    return name
  }

  /// Counts how deep things are nested, as Lua does, which would else run out of stack.
  mutating func nested<Value>(
    _ body: (inout Self) throws(LuaSyntaxError) -> Value
  ) throws(LuaSyntaxError) -> Value {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw error("too many nested levels") }
    return try body(&self)
  }

  func error(_ message: String) -> LuaSyntaxError {
    let hint = SyntaxHint.hint(for: message, at: current).map { " (\($0))" } ?? ""
    return LuaSyntaxError(
      position: current.position, message: "\(message) near \(current.inMessages)\(hint)")
  }
}
