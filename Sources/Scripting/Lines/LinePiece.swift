/// A piece of a script, prepared so that its top-level locals outlive it.
struct LinePiece {
  /// The text with a note after each top-level `local`; lines are as they were.
  let source: String
  /// The names in it.
  let names: [String]

  /// Takes a text that Lua has compiled already.
  init(_ text: String) {
    names = Self.names(in: text)
    source = Self.noting(text)
  }

  private static func names(in text: String) -> [String] {
    var names: Set<String> = []
    var lexer = LuaLexer(Array(text.utf8), isFile: false)
    while let token = try? lexer.next(), token.kind != .end {
      if case .name(let name) = token.kind { names.insert(name) }
    }
    return names.sorted()
  }

  private static func noting(_ text: String) -> String {
    guard let script = try? LuaParser.script(Array(text.utf8)) else { return text }
    let statements = script.block.statements
    var offsets = LineOffsets(text)
    var noted = ""
    var end = text.utf8.startIndex
    for (index, statement) in statements.enumerated() {
      let note = note(of: statement)
      guard !note.isEmpty else { continue }
      guard index + 1 < statements.count else {
        // On a line of its own: the text may end with a comment.
        return noted + text[end...] + "\n" + note
      }
      let next = offsets.index(of: statements[index + 1].position)
      noted += text[end..<next] + note
      end = next
    }
    return noted + text[end...]
  }

  /// `_` belongs to the results, and what is to be closed is closed at the end of the piece.
  private static func note(of statement: LuaSyntax.Statement) -> String {
    let names: [(text: String, isConstant: Bool)] =
      switch statement.kind {
      case .local(let names, _):
        names.filter { $0.attribute != .close }.map { ($0.name.text, $0.attribute == .const) }
      case .localFunction(let name, _): [(name.text, false)]
      default: []
      }
    let notes = names.filter { $0.text != "_" }.map { name in
      "__keep(\"\(name.text)\",\(name.isConstant),function() return \(name.text) end);"
    }
    return notes.isEmpty ? "" : " ;" + notes.joined() + " "
  }
}

/// Finds places of a text by line and column.
private struct LineOffsets {
  private let text: String
  private var line = 1
  private var start: String.Index

  init(_ text: String) { (self.text, start) = (text, text.startIndex) }

  /// Places are asked for in the order of the text.
  mutating func index(of position: SourcePosition) -> String.Index {
    let bytes = text.utf8
    while line < position.line, start < bytes.endIndex {
      let byte = bytes[start]
      start = bytes.index(after: start)
      guard byte.isNewline else { continue }
      // Both together are one line's end.
      if start < bytes.endIndex, bytes[start].isNewline, bytes[start] != byte {
        start = bytes.index(after: start)
      }
      line += 1
    }
    return text.unicodeScalars.index(start, offsetBy: position.column - 1)
  }
}
