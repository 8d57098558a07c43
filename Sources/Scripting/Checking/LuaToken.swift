/// A word of Lua's grammar, with its place.
struct LuaToken: Equatable {
  enum Kind: Equatable {
    case name(String)
    case symbol(LuaSymbol)
    /// The text, escapes resolved; bytes that are not UTF-8 are replaced.
    case string(String)
    case number
    /// A character that Lua has no use for.
    case unknown
    case end
  }

  var kind: Kind
  var position: SourcePosition
  /// As it stands in the script.
  var text: String

  func `is`(_ symbol: LuaSymbol) -> Bool { kind == .symbol(symbol) }

  /// How Lua's messages name it.
  var inMessages: String { kind == .end ? "<eof>" : "'\(text)'" }
}

/// Keywords, operators and punctuation.
enum LuaSymbol: String, CaseIterable {
  case and, `break`, `do`, `else`, elseif, end, `false`, `for`, function, goto, `if`, `in`, local
  case `nil`, not, or, `repeat`, `return`, then, `true`, until, `while`
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case integerDivide = "//"
  case modulo = "%"
  case power = "^"
  case length = "#"
  case bitAnd = "&"
  case tilde = "~"
  case bitOr = "|"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case equal = "=="
  case notEqual = "~="
  case atMost = "<="
  case atLeast = ">="
  case less = "<"
  case greater = ">"
  case assign = "="
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBrace = "{"
  case rightBrace = "}"
  case leftBracket = "["
  case rightBracket = "]"
  case label = "::"
  case semicolon = ";"
  case colon = ":"
  case comma = ","
  case dot = "."
  case concatenate = ".."
  case varargs = "..."

  /// Those written in letters.
  static let keywords = [String: LuaSymbol](
    uniqueKeysWithValues: allCases.filter { $0.rawValue.allSatisfy(\.isLetter) }
      .map { ($0.rawValue, $0) })

  /// The others, as bytes.
  static let punctuation = [[UInt8]: LuaSymbol](
    uniqueKeysWithValues: allCases.filter { !$0.rawValue.allSatisfy(\.isLetter) }
      .map { (Array($0.rawValue.utf8), $0) })
}
