extension LuaParser {
  mutating func expressions() throws(LuaSyntaxError) -> [LuaSyntax.Expression] {
    var list = [try expression()]
    while try skip(.comma) { list.append(try expression()) }
    return list
  }

  mutating func expression() throws(LuaSyntaxError) -> LuaSyntax.Expression {
    try operation(above: 0)
  }

  /// An expression whose operators bind more tightly than `limit`.
  private mutating func operation(
    above limit: Int
  ) throws(LuaSyntaxError) -> LuaSyntax.Expression {
    try nested { (parser) throws(LuaSyntaxError) in
      let first = try parser.operand()
      var operands: [LuaSyntax.Operand] = []
      while case .symbol(let symbol) = parser.current.kind,
        let binding = Self.bindings[symbol], binding.left > limit
      {
        try parser.advance()
        operands.append(
          LuaSyntax.Operand(
            symbol: symbol, expression: try parser.operation(above: binding.right)))
      }
      if operands.isEmpty { return first }
      return LuaSyntax.Expression(position: first.position, kind: .chain(first, operands))
    }
  }

  private mutating func operand() throws(LuaSyntaxError) -> LuaSyntax.Expression {
    let position = current.position
    switch current.kind {
    case .symbol(let symbol) where Self.unary.contains(symbol):
      try advance()
      let value = try operation(above: Self.unaryBinding)
      return LuaSyntax.Expression(position: position, kind: .unary(symbol, value))
    case .symbol(.leftBrace): return try table()
    case .symbol(.function):
      try advance()
      let body = try functionBody(position, isMethod: false)
      return LuaSyntax.Expression(position: position, kind: .function(body))
    default: break
    }
    guard let constant = try constant() else { return try suffixedExpression() }
    try advance()
    return LuaSyntax.Expression(position: position, kind: constant)
  }

  private func constant() throws(LuaSyntaxError) -> LuaSyntax.Expression.Kind? {
    switch current.kind {
    case .number: return .number
    case .string(let text): return .string(text)
    case .symbol(.nil): return .nil
    case .symbol(.true): return .boolean(true)
    case .symbol(.false): return .boolean(false)
    case .symbol(.varargs):
      guard isVararg else { throw error("cannot use '...' outside a vararg function") }
      return .varargs
    default: return nil
    }
  }

  mutating func suffixedExpression() throws(LuaSyntaxError) -> LuaSyntax.Expression {
    let primary = try primaryExpression()
    var suffixes: [LuaSyntax.Suffix] = []
    while let suffix = try suffix() { suffixes.append(suffix) }
    if suffixes.isEmpty { return primary }
    return LuaSyntax.Expression(position: primary.position, kind: .suffixed(primary, suffixes))
  }

  private mutating func primaryExpression() throws(LuaSyntaxError) -> LuaSyntax.Expression {
    let position = current.position
    if case .name = current.kind {
      return LuaSyntax.Expression(position: position, kind: .name(try name()))
    }
    guard try skip(.leftParenthesis) else { throw error("unexpected symbol") }
    let inner = try expression()
    try expect(.rightParenthesis, closing: .leftParenthesis, at: position)
    return LuaSyntax.Expression(position: position, kind: .parenthesized(inner))
  }

  private mutating func suffix() throws(LuaSyntaxError) -> LuaSyntax.Suffix? {
    let position = current.position
    switch current.kind {
    case .symbol(.dot):
      try advance()
      let field = try name()
      return LuaSyntax.Suffix(position: field.position, kind: .field(field))
    case .symbol(.leftBracket):
      try advance()
      let key = try expression()
      try expect(.rightBracket)
      return LuaSyntax.Suffix(position: key.position, kind: .index(key))
    case .symbol(.colon):
      try advance()
      let method = try name()
      guard let arguments = try arguments() else { throw error("function arguments expected") }
      return LuaSyntax.Suffix(position: method.position, kind: .method(method, arguments))
    default:
      guard let arguments = try arguments() else { return nil }
      return LuaSyntax.Suffix(position: position, kind: .call(arguments))
    }
  }

  /// The arguments of a call; nil where no call stands.
  private mutating func arguments() throws(LuaSyntaxError) -> [LuaSyntax.Expression]? {
    let position = current.position
    switch current.kind {
    case .string(let text):
      try advance()
      return [LuaSyntax.Expression(position: position, kind: .string(text))]
    case .symbol(.leftBrace): return [try table()]
    case .symbol(.leftParenthesis):
      try advance()
      let list = current.is(.rightParenthesis) ? [] : try expressions()
      try expect(.rightParenthesis, closing: .leftParenthesis, at: position)
      return list
    default: return nil
    }
  }

  private mutating func table() throws(LuaSyntaxError) -> LuaSyntax.Expression {
    let position = current.position
    try expect(.leftBrace)
    var fields: [LuaSyntax.Field] = []
    while !current.is(.rightBrace) {
      fields.append(try field())
      let isSeparated = try skip(.comma) ? true : try skip(.semicolon)
      if !isSeparated { break }
    }
    try expect(.rightBrace, closing: .leftBrace, at: position)
    return LuaSyntax.Expression(position: position, kind: .table(fields))
  }

  private mutating func field() throws(LuaSyntaxError) -> LuaSyntax.Field {
    if case .name = current.kind, try isNext(.assign) {
      let name = try name()
      try advance()
      return LuaSyntax.Field(key: .name(name), value: try expression())
    }
    guard try skip(.leftBracket) else {
      return LuaSyntax.Field(key: .none, value: try expression())
    }
    let key = try expression()
    try expect(.rightBracket)
    try expect(.assign)
    return LuaSyntax.Field(key: .computed(key), value: try expression())
  }

  /// Everything after the name, or after `function` where there is none.
  mutating func functionBody(
    _ position: SourcePosition, isMethod: Bool
  ) throws(LuaSyntaxError) -> LuaSyntax.Function {
    let outer = isVararg
    defer { isVararg = outer }
    isVararg = false
    var parameters: [LuaSyntax.Name] = []
    if isMethod { parameters.append(LuaSyntax.Name(text: "self", position: position)) }
    try expect(.leftParenthesis)
    if !current.is(.rightParenthesis) {
      repeat {
        if try skip(.varargs) {
          isVararg = true
          break
        }
        guard case .name = current.kind else { throw error("<name> or '...' expected") }
        parameters.append(try name())
      } while try skip(.comma)
    }
    try expect(.rightParenthesis)
    let block = try block()
    try expect(.end, closing: .function, at: position)
    return LuaSyntax.Function(position: position, parameters: parameters, block: block)
  }

  // The table of section 3.4.8 of the manual: to the right, `..` and `^` bind less than to the left.
  private static let bindings: [LuaSymbol: (left: Int, right: Int)] = [
    .or: (1, 1), .and: (2, 2), .less: (3, 3), .greater: (3, 3), .atMost: (3, 3), .atLeast: (3, 3),
    .notEqual: (3, 3), .equal: (3, 3), .bitOr: (4, 4), .tilde: (5, 5), .bitAnd: (6, 6),
    .shiftLeft: (7, 7), .shiftRight: (7, 7), .concatenate: (9, 8), .plus: (10, 10),
    .minus: (10, 10), .times: (11, 11), .divide: (11, 11), .integerDivide: (11, 11),
    .modulo: (11, 11), .power: (14, 13),
  ]
  private static let unaryBinding = 12
  private static let unary: Set<LuaSymbol> = [.not, .minus, .tilde, .length]
}
