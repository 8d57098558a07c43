/// Where the lines of a session come from.
protocol LineSource: Sendable {
  /// Whether somebody is there who can be asked.
  var isPerson: Bool { get }
  /// The next line, without its end.
  func line(_ prompt: String) async -> TypedLine
  /// An answer to a question, which is not remembered.
  func answer(_ question: String) async -> TypedLine
  /// Remembers what was typed, for the arrow keys and the next session.
  func remember(_ text: String) async
}

/// What came instead of a line, or the line.
enum TypedLine: Sendable, Equatable {
  case line(String)
  /// Ctrl-C.
  case interrupted
  /// Ctrl-D, or the end of the file.
  case end
}

/// Lines from a pipe or a file: no prompt, nobody to ask, nothing remembered.
actor PipedLines: LineSource {
  nonisolated let isPerson = false

  func line(_ prompt: String) async -> TypedLine {
    readLine(strippingNewline: true).map(TypedLine.line) ?? .end
  }

  func answer(_ question: String) async -> TypedLine { .end }

  func remember(_ text: String) async {}
}
