/// Goes through a script as Lua's compiler does and finds which variable each name means.
struct ScopeWalker {
  private var scopes = LuaScopes()
  private var visible: [[String: Int]] = []
  private var function: SourcePosition

  private init(function: SourcePosition) { self.function = function }

  static func scopes(of script: LuaSyntax.Function) -> LuaScopes {
    var walker = ScopeWalker(function: script.position)
    walker.walk(script)
    return walker.scopes
  }

  private mutating func walk(_ body: LuaSyntax.Function) {
    let outer = function
    function = body.position
    inScope { walker in
      for parameter in body.parameters { walker.declare(parameter) }
      walker.walk(body.block)
    }
    function = outer
  }

  private mutating func walk(_ block: LuaSyntax.Block) {
    inScope { walker in
      for statement in block.statements { walker.walk(statement) }
    }
  }

  private mutating func inScope(_ body: (inout Self) -> Void) {
    visible.append([:])
    body(&self)
    visible.removeLast()
  }

  private mutating func declare(
    _ name: LuaSyntax.Name, _ attribute: LuaSyntax.LocalName.Attribute? = nil,
    _ initial: LuaSyntax.Expression? = nil
  ) {
    visible[visible.count - 1][name.text] = scopes.variables.count
    scopes.locals[name.position] = scopes.variables.count
    scopes.variables.append(
      LuaScopes.Variable(
        name: name, function: function, attribute: attribute, initial: initial))
  }

  private func find(_ text: String) -> Int? {
    for scope in visible.reversed() {
      if let variable = scope[text] { return variable }
    }
    return nil
  }

  private mutating func use(_ name: LuaSyntax.Name) {
    if let variable = find(name.text) {
      scopes.locals[name.position] = variable
    } else if find("_ENV") != nil {
      scopes.ownEnvironment.insert(name.position)
    }
  }

  private mutating func assign(_ target: LuaSyntax.Expression, _ value: LuaSyntax.Expression?) {
    guard case .name(let name) = target.kind else { return walk(target) }
    use(name)
    if let variable = scopes.locals[name.position] {
      scopes.variables[variable].assignments.append(name.position)
    } else if !scopes.ownEnvironment.contains(name.position) {
      scopes.globalAssignments[name.text, default: []].append(
        LuaScopes.GlobalAssignment(name: name, value: value))
    }
  }

  private mutating func walk(_ statement: LuaSyntax.Statement) {
    switch statement.kind {
    case .local(let names, let values):
      walk(values)
      for (index, name) in names.enumerated() {
        declare(name.name, name.attribute, index < values.count ? values[index] : nil)
      }
    case .localFunction(let name, let function):
      declare(
        name, nil, LuaSyntax.Expression(position: function.position, kind: .function(function)))
      walk(function)
    case .assignment(let targets, let values):
      walk(values)
      for (index, target) in targets.enumerated() {
        assign(target, index < values.count ? values[index] : nil)
      }
    case .function(let target, let function):
      assign(
        target, LuaSyntax.Expression(position: function.position, kind: .function(function)))
      walk(function)
    case .call(let call): walk(call)
    case .scope(let block): walk(block)
    case .whileLoop(let condition, let block):
      walk(condition)
      walk(block)
    case .repeatLoop(let block, let condition):
      // The condition sees the block's variables.
      inScope { walker in
        for statement in block.statements { walker.walk(statement) }
        walker.walk(condition)
      }
    case .branches(let branches, let otherwise):
      for branch in branches {
        walk(branch.condition)
        walk(branch.block)
      }
      if let otherwise { walk(otherwise) }
    case .numericFor(let name, let bounds, let block): loop([name], bounds, block)
    case .genericFor(let names, let values, let block): loop(names, values, block)
    case .returning(let values): walk(values)
    case .breaking, .goto, .label: break
    }
  }

  private mutating func loop(
    _ names: [LuaSyntax.Name], _ values: [LuaSyntax.Expression], _ block: LuaSyntax.Block
  ) {
    walk(values)
    inScope { walker in
      for name in names { walker.declare(name) }
      walker.walk(block)
    }
  }

  private mutating func walk(_ expressions: [LuaSyntax.Expression]) {
    for expression in expressions { walk(expression) }
  }

  private mutating func walk(_ expression: LuaSyntax.Expression) {
    switch expression.kind {
    case .nil, .boolean, .number, .string, .varargs: break
    case .name(let name): use(name)
    case .function(let function): walk(function)
    case .table(let fields):
      for field in fields {
        if case .computed(let key) = field.key { walk(key) }
        walk(field.value)
      }
    case .parenthesized(let inner), .unary(_, let inner): walk(inner)
    case .chain(let first, let operands):
      walk(first)
      for operand in operands { walk(operand.expression) }
    case .suffixed(let primary, let suffixes):
      walk(primary)
      for suffix in suffixes {
        switch suffix.kind {
        case .field: break
        case .index(let key): walk(key)
        case .call(let arguments), .method(_, let arguments): walk(arguments)
        }
      }
    }
  }
}
