extension LuaSyntax.Statement {
  /// The expressions of the statement itself, not of the blocks in it.
  var expressions: [LuaSyntax.Expression] {
    switch kind {
    case .local(_, let values), .returning(let values): values
    case .assignment(let targets, let values): targets + values
    case .function(let target, _): [target]
    case .call(let call): [call]
    case .whileLoop(let condition, _), .repeatLoop(_, let condition): [condition]
    case .branches(let branches, _): branches.map(\.condition)
    case .numericFor(_, let values, _), .genericFor(_, let values, _): values
    case .localFunction, .scope, .breaking, .goto, .label: []
    }
  }

  /// The first variable that the statement declares for what follows it.
  var firstLocal: LuaSyntax.Name? {
    switch kind {
    case .local(let names, _): names.first?.name
    case .localFunction(let name, _): name
    default: nil
    }
  }
}

extension LuaSyntax.Expression {
  /// The expressions in it, but not those in the bodies of functions.
  var children: [LuaSyntax.Expression] {
    switch kind {
    case .nil, .boolean, .number, .string, .varargs, .name, .function: return []
    case .table(let fields):
      return fields.flatMap { field -> [LuaSyntax.Expression] in
        if case .computed(let key) = field.key { [key, field.value] } else { [field.value] }
      }
    case .parenthesized(let inner), .unary(_, let inner): return [inner]
    case .chain(let first, let operands): return [first] + operands.map(\.expression)
    case .suffixed(let primary, let suffixes):
      return [primary] + suffixes.flatMap(\.children)
    }
  }
}

extension LuaSyntax.Suffix {
  /// The expressions in it.
  var children: [LuaSyntax.Expression] {
    switch kind {
    case .field: []
    case .index(let key): [key]
    case .call(let arguments), .method(_, let arguments): arguments
    }
  }
}
