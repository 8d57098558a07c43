/// What is known about a value without running the script.
enum Meaning {
  case unknown
  /// The table of global variables.
  case environment
  /// A table of the library.
  case library(String)
  /// A function of the library or of Lua itself, by its full name.
  case function(String)
  /// A field that a table of Lua's own does not have: nil.
  case missing
  /// What is written down: a constant, a table or a function.
  case literal(LuaSyntax.Expression)

  /// The function, where it is one of the script's own.
  var body: LuaSyntax.Function? {
    if case .literal(let expression) = self, case .function(let body) = expression.kind {
      body
    } else {
      nil
    }
  }

  var functionName: String? { if case .function(let name) = self { name } else { nil } }

  var isEnvironment: Bool { if case .environment = self { true } else { false } }

  /// Whether it is neither nil nor false, for certain.
  var isTrue: Bool {
    switch self {
    case .unknown, .missing: false
    case .environment, .library, .function: true
    case .literal(let expression):
      switch expression.kind {
      case .nil, .boolean(false): false
      default: true
      }
    }
  }
}
