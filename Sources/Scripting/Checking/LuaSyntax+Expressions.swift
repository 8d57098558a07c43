extension LuaSyntax {
  struct Expression {
    indirect enum Kind {
      case `nil`
      case boolean(Bool)
      case number
      case string(String)
      case varargs
      case name(Name)
      case function(Function)
      case table([Field])
      case parenthesized(Expression)
      case unary(LuaSymbol, Expression)
      /// To be computed from left to right: `a + b - c` is `a`, `+ b`, `- c`.
      case chain(Expression, [Operand])
      /// To be followed from left to right: `a.b(c)` is `a`, `.b`, `(c)`.
      case suffixed(Expression, [Suffix])
    }

    var position: SourcePosition
    var kind: Kind
  }

  /// An operator and what stands to its right.
  struct Operand {
    var symbol: LuaSymbol
    var expression: Expression
  }

  /// What follows a value: an index or a call.
  struct Suffix {
    indirect enum Kind {
      case field(Name)
      case index(Expression)
      case call([Expression])
      case method(Name, [Expression])
    }

    var position: SourcePosition
    var kind: Kind
  }

  /// One entry of a table constructor.
  struct Field {
    indirect enum Key {
      case none
      case name(Name)
      case computed(Expression)
    }

    var key: Key
    var value: Expression
  }
}

extension LuaSyntax.Expression {
  /// Whether it may give any number of values where it stands last in a list.
  var isOpen: Bool {
    switch kind {
    case .varargs: true
    case .suffixed(_, let suffixes): suffixes.last?.isCall ?? false
    default: false
    }
  }

  /// The text of a string constant.
  var constantText: String? {
    switch kind {
    case .string(let text): text
    case .parenthesized(let inner): inner.constantText
    default: nil
    }
  }
}

extension LuaSyntax.Suffix {
  var isCall: Bool {
    switch kind {
    case .call, .method: true
    case .field, .index: false
    }
  }

  /// The name of the field, where it is written down.
  var fieldName: String? {
    switch kind {
    case .field(let name): name.text
    case .index(let key): key.constantText
    case .call, .method: nil
    }
  }
}

extension LuaSyntax.Field {
  /// The name of the field, where it is written down.
  var name: LuaSyntax.Name? {
    switch key {
    case .name(let name): name
    case .computed(let key):
      key.constantText.map { LuaSyntax.Name(text: $0, position: key.position) }
    case .none: nil
    }
  }
}
