public import Lua

/// What a text is that somebody has typed.
public enum LineReading: Sendable {
  /// Blanks and comments.
  case nothing
  /// It can be run.
  case piece(ScriptPiece)
  /// It goes on in the next line.
  case incomplete
  /// It never becomes right.
  case wrong(LuaError)
}

/// A text that Lua has compiled, to be run by ``ScriptHost/evaluate(_:number:)``.
public struct ScriptPiece: Sendable {
  /// As it was typed.
  public let text: String
  /// Whether it may stand in a script as it is; else it is an expression only.
  public let isStatement: Bool
  /// As it is run: an expression is what it returns.
  let source: String

  /// The names of earlier results in it, as `_` and `_3`.
  public var results: [String] {
    LinePiece(text).names.filter { $0.wholeMatch(of: /_[0-9]*/) != nil }
  }
}

/// What a piece came to.
public enum LineOutcome: Sendable {
  /// Its values, each a text or rows.
  case values([LineValue])
  /// The error that it ended with; whether it was told to end.
  case failed(LuaError, wasInterrupted: Bool)
}

/// A value as people read it.
public enum LineValue: Sendable, Equatable {
  /// Anything.
  case text(String)
  /// A list of tables with names.
  case rows(RowTable)
}
