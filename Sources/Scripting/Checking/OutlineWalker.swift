/// Goes through a script and gathers its outline.
struct OutlineWalker {
  private let meanings: MeaningReader
  private var outline = ScriptOutline()
  private var function: SourcePosition

  static func outline(
    of script: LuaSyntax.Function, _ meanings: MeaningReader
  ) -> ScriptOutline {
    var walker = OutlineWalker(meanings: meanings, function: script.position)
    walker.walk(script.block)
    return walker.outline
  }

  private init(meanings: MeaningReader, function: SourcePosition) {
    (self.meanings, self.function) = (meanings, function)
  }

  private mutating func walk(_ body: LuaSyntax.Function) {
    let outer = function
    function = body.position
    walk(body.block)
    function = outer
  }

  private mutating func walk(_ block: LuaSyntax.Block) {
    for statement in block.statements { walk(statement) }
  }

  private mutating func walk(_ statement: LuaSyntax.Statement) {
    switch statement.kind {
    case .local(_, let values), .returning(let values): walk(values)
    case .localFunction(_, let body): walk(body)
    case .assignment(let targets, let values):
      walk(values)
      for target in targets { assign(target) }
    case .function(let target, let body):
      assign(target)
      walk(body)
    case .call(let call): walk(call)
    case .scope(let block): walk(block)
    case .whileLoop(let condition, let block):
      walk(condition, .tested)
      walk(block)
    case .repeatLoop(let block, let condition):
      walk(block)
      walk(condition, .tested)
    case .branches(let branches, let otherwise):
      for branch in branches {
        walk(branch.condition, .tested)
        // A branch for a Lua that has what this one has not.
        if case .missing = meanings.meaning(of: branch.condition) { continue }
        walk(branch.block)
      }
      if let otherwise { walk(otherwise) }
    case .numericFor(_, let values, let block), .genericFor(_, let values, let block):
      walk(values)
      walk(block)
    case .breaking, .goto, .label: break
    }
  }

  private mutating func assign(_ target: LuaSyntax.Expression) {
    if case .name = target.kind { return }
    walk(target, .assigned)
  }

  private mutating func walk(_ expressions: [LuaSyntax.Expression]) {
    for expression in expressions { walk(expression) }
  }

  private mutating func walk(
    _ expression: LuaSyntax.Expression, _ role: ScriptOutline.Role = .read
  ) {
    switch expression.kind {
    case .nil, .boolean, .number, .string, .varargs: break
    case .name(let name): use(name, field: nil)
    case .function(let body): walk(body)
    case .table(let fields):
      for field in fields {
        if case .computed(let key) = field.key { walk(key) }
        walk(field.value)
      }
    case .parenthesized(let inner): walk(inner, role)
    case .unary(let symbol, let inner): walk(inner, symbol == .not ? .tested : .read)
    case .chain(let first, let operands): walk(first, operands, role)
    case .suffixed(let primary, let suffixes): walk(primary, suffixes, role)
    }
  }

  private mutating func use(_ name: LuaSyntax.Name, field: String?) {
    guard name.text != "_ENV", meanings.scopes.isGlobal(name) else { return }
    outline.globals.append(ScriptOutline.GlobalUse(name: name, field: field))
  }

  private mutating func walk(
    _ first: LuaSyntax.Expression, _ operands: [LuaSyntax.Operand], _ role: ScriptOutline.Role
  ) {
    let tests: Set<LuaSymbol> = [.and, .or, .equal, .notEqual]
    walk(first, tests.contains(operands[0].symbol) ? .tested : .read)
    var left = meanings.meaning(of: first)
    for (index, operand) in operands.enumerated() {
      // `table.unpack or unpack`: the right side is for another Lua.
      if operand.symbol == .or, left.isTrue { continue }
      if operand.symbol == .and, case .missing = left { continue }
      let isTested = index + 1 < operands.count && tests.contains(operands[index + 1].symbol)
      walk(operand.expression, isTested ? .tested : role == .tested ? .tested : .read)
      left = .unknown
    }
  }

  private mutating func walk(
    _ primary: LuaSyntax.Expression, _ suffixes: [LuaSyntax.Suffix], _ role: ScriptOutline.Role
  ) {
    if case .name(let name) = primary.kind {
      use(name, field: suffixes.first?.fieldName)
    } else {
      walk(primary)
    }
    var base = meanings.meaning(of: primary)
    var position = primary.position
    for (index, suffix) in suffixes.enumerated() {
      let isLast = index == suffixes.count - 1
      switch suffix.kind {
      case .field, .index:
        if case .index(let key) = suffix.kind {
          if index == 0, isUpvalue(primary) { outline.upvalueKeys.append(key) }
          walk(key)
        }
        position = suffix.position
        let field = suffix.fieldName
        if base.isEnvironment, let field, !isLast || role != .assigned {
          outline.globals.append(
            ScriptOutline.GlobalUse(
              name: LuaSyntax.Name(text: field, position: position), field: nil, isField: true))
        }
        outline.indexings.append(
          ScriptOutline.Indexing(
            base: base, field: field, position: position, role: isLast ? role : .needed))
      case .call(let arguments):
        outline.calls.append(
          ScriptOutline.Call(
            callee: base, arguments: arguments, position: position, function: function))
        walk(arguments)
      case .method(let name, let arguments):
        position = name.position
        outline.indexings.append(
          ScriptOutline.Indexing(
            base: base, field: name.text, position: position, role: .needed))
        outline.calls.append(
          ScriptOutline.Call(
            callee: meanings.method(name.text, of: base), method: name, receiver: base,
            arguments: arguments, position: position, function: function))
        walk(arguments)
      }
      base = meanings.following(base, suffix)
    }
  }

  private func isUpvalue(_ primary: LuaSyntax.Expression) -> Bool {
    guard case .name(let name) = primary.kind else { return false }
    guard let variable = meanings.scopes.variable(name) else { return name.text == "_ENV" }
    return variable.function != function
  }
}
