extension LuaParser {
  mutating func block() throws(LuaSyntaxError) -> LuaSyntax.Block {
    var block = LuaSyntax.Block()
    while !endsBlock {
      let isLast = current.is(.return)
      if try skip(.semicolon) { continue }
      block.statements.append(
        try nested { (parser) throws(LuaSyntaxError) in try parser.statement() })
      if isLast { break }
    }
    return block
  }

  private var endsBlock: Bool {
    switch current.kind {
    case .end, .symbol(.end), .symbol(.else), .symbol(.elseif), .symbol(.until): true
    default: false
    }
  }

  private mutating func statement() throws(LuaSyntaxError) -> LuaSyntax.Statement {
    let position = current.position
    return LuaSyntax.Statement(position: position, kind: try statementKind(position))
  }

  private mutating func statementKind(
    _ position: SourcePosition
  ) throws(LuaSyntaxError) -> LuaSyntax.Statement.Kind {
    guard case .symbol(let symbol) = current.kind else { return try expressionStatement() }
    switch symbol {
    case .if: return try branches(position)
    case .while:
      try advance()
      let condition = try expression()
      try expect(.do)
      return .whileLoop(condition, try block(closing: .while, position))
    case .do:
      try advance()
      return .scope(try block(closing: .do, position))
    case .for: return try loop(position)
    case .repeat:
      try advance()
      let block = try block()
      try expect(.until, closing: .repeat, at: position)
      return .repeatLoop(block, try expression())
    case .function: return try function(position)
    case .local:
      try advance()
      if current.is(.function) { return try localFunction() }
      return try local()
    case .label:
      try advance()
      let name = try name()
      try expect(.label)
      return .label(name)
    case .return: return try returning()
    case .break:
      try advance()
      return .breaking
    case .goto:
      try advance()
      return .goto(try name())
    default: return try expressionStatement()
    }
  }

  private mutating func block(
    closing opener: LuaSymbol, _ opening: SourcePosition
  ) throws(LuaSyntaxError) -> LuaSyntax.Block {
    let block = try block()
    try expect(.end, closing: opener, at: opening)
    return block
  }

  private mutating func branches(
    _ opening: SourcePosition
  ) throws(LuaSyntaxError) -> LuaSyntax.Statement.Kind {
    var branches: [LuaSyntax.Branch] = []
    repeat {
      try advance()
      let condition = try expression()
      try expect(.then)
      branches.append(LuaSyntax.Branch(condition: condition, block: try block()))
    } while current.is(.elseif)
    let otherwise = try skip(.else) ? try block() : nil
    try expect(.end, closing: .if, at: opening)
    return .branches(branches, otherwise: otherwise)
  }

  private mutating func loop(
    _ opening: SourcePosition
  ) throws(LuaSyntaxError) -> LuaSyntax.Statement.Kind {
    try advance()
    var names = [try name()]
    if current.is(.assign) {
      try advance()
      var bounds = [try expression()]
      try expect(.comma)
      bounds.append(try expression())
      if try skip(.comma) { bounds.append(try expression()) }
      try expect(.do)
      return .numericFor(names[0], bounds, try block(closing: .for, opening))
    }
    guard current.is(.comma) || current.is(.in) else { throw error("'=' or 'in' expected") }
    while try skip(.comma) { names.append(try name()) }
    try expect(.in)
    let values = try expressions()
    try expect(.do)
    return .genericFor(names, values, try block(closing: .for, opening))
  }

  private mutating func function(
    _ position: SourcePosition
  ) throws(LuaSyntaxError) -> LuaSyntax.Statement.Kind {
    try advance()
    let first = try name()
    var suffixes: [LuaSyntax.Suffix] = []
    var isMethod = false
    while !isMethod, current.is(.dot) || current.is(.colon) {
      isMethod = current.is(.colon)
      try advance()
      let field = try name()
      suffixes.append(LuaSyntax.Suffix(position: field.position, kind: .field(field)))
    }
    var target = LuaSyntax.Expression(position: first.position, kind: .name(first))
    if !suffixes.isEmpty {
      target = LuaSyntax.Expression(position: first.position, kind: .suffixed(target, suffixes))
    }
    return .function(target, try functionBody(position, isMethod: isMethod))
  }

  private mutating func localFunction() throws(LuaSyntaxError) -> LuaSyntax.Statement.Kind {
    let position = current.position
    try advance()
    let name = try name()
    return .localFunction(name, try functionBody(position, isMethod: false))
  }

  private mutating func local() throws(LuaSyntaxError) -> LuaSyntax.Statement.Kind {
    var names: [LuaSyntax.LocalName] = []
    repeat {
      let name = try name()
      var attribute: LuaSyntax.LocalName.Attribute?
      if try skip(.less) {
        let word = try self.name()
        attribute = LuaSyntax.LocalName.Attribute(rawValue: word.text)
        guard let attribute else {
          throw LuaSyntaxError(
            position: word.position,
            message: "unknown attribute '\(word.text)'; Lua knows <const> and <close>")
        }
        try expect(.greater)
        if attribute == .close, names.contains(where: { $0.attribute == .close }) {
          throw LuaSyntaxError(
            position: name.position,
            message: "multiple to-be-closed variables in local list; write one local for each")
        }
      }
      names.append(LuaSyntax.LocalName(name: name, attribute: attribute))
    } while try skip(.comma)
    return .local(names, try skip(.assign) ? try expressions() : [])
  }

  private mutating func returning() throws(LuaSyntaxError) -> LuaSyntax.Statement.Kind {
    try advance()
    var values: [LuaSyntax.Expression] = []
    if !endsBlock, !current.is(.semicolon) { values = try expressions() }
    _ = try skip(.semicolon)
    return .returning(values)
  }

  private mutating func expressionStatement() throws(LuaSyntaxError) -> LuaSyntax.Statement.Kind {
    let first = try suffixedExpression()
    guard current.is(.assign) || current.is(.comma) else {
      guard case .suffixed(_, let suffixes) = first.kind, suffixes.last?.isCall == true else {
        throw error("syntax error")
      }
      return .call(first)
    }
    var targets = [first]
    guard Self.isVariable(first) else { throw error("syntax error") }
    while try skip(.comma) {
      let target = try suffixedExpression()
      guard Self.isVariable(target) else { throw error("syntax error") }
      targets.append(target)
    }
    try expect(.assign)
    return .assignment(targets, try expressions())
  }

  private static func isVariable(_ expression: LuaSyntax.Expression) -> Bool {
    switch expression.kind {
    case .name: true
    case .suffixed(_, let suffixes): suffixes.last?.isCall == false
    default: false
    }
  }
}
