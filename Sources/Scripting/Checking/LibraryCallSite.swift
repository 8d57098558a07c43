/// A call of a library function, with its arguments as the function will read them.
struct LibraryCallSite {
  enum Given {
    case positional([LuaSyntax.Expression])
    case named([LuaSyntax.Field])
    /// Where a table of names was needed.
    case notNamed
    case unknown
  }

  typealias Function = CheckingVocabulary.Function

  let function: Function
  let call: ScriptOutline.Call
  let given: Given

  static func sites(in script: CheckedScript) -> [LibraryCallSite] {
    script.outline.calls.compactMap { call in
      guard let name = call.callee.functionName, call.method == nil,
        let function = script.vocabulary.functions[name]
      else { return nil }
      return LibraryCallSite(
        function: function, call: call, given: given(call.arguments, function, script.meanings))
    }
  }

  /// The parameters with what is certainly given for them; nil where nothing is.
  var arguments: [(parameter: CheckingVocabulary.Parameter, value: LuaSyntax.Expression?)] {
    switch given {
    case .positional(let values):
      let isOpen = values.last?.isOpen ?? false
      return function.parameters.enumerated().compactMap { index, parameter in
        if index < values.count { return (parameter, values[index]) }
        return isOpen ? nil : (parameter, nil)
      }
    case .named(let fields):
      return function.parameters.map { parameter in
        (parameter, fields.last { $0.name?.text == parameter.name }?.value)
      }
    case .notNamed, .unknown: return []
    }
  }

  private static func given(
    _ arguments: [LuaSyntax.Expression], _ function: Function, _ meanings: MeaningReader
  ) -> Given {
    switch function.style {
    case .variadic: return .unknown
    case .positional: return .positional(arguments)
    case .named: return named(arguments, meanings)
    case .either:
      guard arguments.count == 1 else { return .positional(arguments) }
      guard case .table(let fields) = arguments[0].kind else {
        return mayBeTable(arguments[0], meanings) ? .unknown : .positional(arguments)
      }
      if !fields.isEmpty, fields.allSatisfy(\.isItem) { return .positional(arguments) }
      guard fields.allSatisfy({ $0.name != nil }) else { return .unknown }
      if case .subject(let keys)? = function.parameters.first?.shape,
        fields.contains(where: { keys.contains($0.name?.text ?? "") })
      {
        return .positional(arguments)
      }
      return .named(fields)
    }
  }

  private static func named(
    _ arguments: [LuaSyntax.Expression], _ meanings: MeaningReader
  ) -> Given {
    guard let first = arguments.first else { return .named([]) }
    guard case .table(let fields) = first.kind else {
      return arguments.count == 1 && mayBeTable(first, meanings) ? .unknown : .notNamed
    }
    if arguments.count > 1 { return .notNamed }
    if !fields.isEmpty, fields.allSatisfy(\.isItem) { return .notNamed }
    return fields.allSatisfy { $0.name != nil } ? .named(fields) : .unknown
  }

  private static func mayBeTable(
    _ value: LuaSyntax.Expression, _ meanings: MeaningReader
  ) -> Bool {
    switch meanings.meaning(of: value) {
    case .unknown, .missing, .library, .environment: true
    case .function: false
    case .literal(let literal): if case .table = literal.kind { true } else { false }
    }
  }
}

extension LuaSyntax.Field {
  var isItem: Bool { if case .none = key { true } else { false } }
}
