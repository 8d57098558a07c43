/// Cuts a script into the words of Lua 5.4, one at a time.
struct LuaLexer {
  let source: [UInt8]
  var offset = 0
  private var line = 1
  // The column is counted on from where it was last asked for: a line may be a megabyte long.
  private var column = 1
  private var countedOffset = 0

  /// - Parameters:
  ///   - source: The script's bytes.
  ///   - isFile: Whether a byte order mark and a first line with `#` are skipped; in what was typed
  ///     `#` asks for a length.
  init(_ source: [UInt8], isFile: Bool = true) {
    self.source = source
    guard isFile else { return }
    if source.starts(with: [0xEF, 0xBB, 0xBF]) { (offset, countedOffset) = (3, 3) }
    if byte() == UInt8(ascii: "#") { skipLine() }
  }

  /// The next word; after the last one `end`, again and again.
  mutating func next() throws(LuaSyntaxError) -> LuaToken {
    try skipBlanks()
    let start = mark()
    guard let first = byte() else { return token(.end, start) }
    switch first {
    case _ where first.isNameStart: return name(start)
    case _ where first.isDigit: return try number(start)
    case UInt8(ascii: "."):
      if let second = byte(1), second.isDigit { return try number(start) }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string(start)
    case UInt8(ascii: "["):
      if let level = longBracketLevel() { return try longString(level, start) }
      if byte(1) == UInt8(ascii: "=") {
        repeat { offset += 1 } while byte() == UInt8(ascii: "=")
        throw error("invalid long string delimiter", start)
      }
    default: break
    }
    for length in stride(from: min(3, source.count - offset), to: 0, by: -1) {
      guard let symbol = LuaSymbol.punctuation[Array(source[offset..<offset + length])] else {
        continue
      }
      offset += length
      return token(.symbol(symbol), start)
    }
    repeat { offset += 1 } while byte()?.isContinuation == true
    return token(.unknown, start)
  }

  private mutating func name(_ start: Mark) -> LuaToken {
    while let next = byte(), next.isNamePart { offset += 1 }
    let text = text(from: start)
    return token(LuaSymbol.keywords[text].map { .symbol($0) } ?? .name(text), start)
  }

  private mutating func skipBlanks() throws(LuaSyntaxError) {
    while let next = byte() {
      switch next {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): skipNewline()
      case UInt8(ascii: " "), 0x09, 0x0B, 0x0C: offset += 1
      case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(LuaSyntaxError) {
    let start = mark()
    offset += 2
    if byte() == UInt8(ascii: "["), let level = longBracketLevel() {
      _ = try longText(level, start, "comment")
    } else {
      skipLine()
    }
  }

  private mutating func skipLine() {
    while let next = byte(), !next.isNewline { offset += 1 }
  }

  /// The place that has been reached.
  ///
  /// A character is a byte that does not continue another one.
  mutating func mark() -> Mark {
    column += source[countedOffset..<offset].count { !$0.isContinuation }
    countedOffset = offset
    return Mark(offset: offset, position: SourcePosition(line: line, column: column))
  }

  /// `\n`, `\r`, and both together in either order are one line's end.
  mutating func skipNewline() {
    let first = byte()
    offset += 1
    if let second = byte(), second.isNewline, second != first { offset += 1 }
    (line, column, countedOffset) = (line + 1, 1, offset)
  }
}

extension LuaLexer {
  /// Where a word begins.
  struct Mark {
    var offset: Int
    var position: SourcePosition
  }

  func byte(_ ahead: Int = 0) -> UInt8? {
    offset + ahead < source.count ? source[offset + ahead] : nil
  }

  func text(from start: Mark) -> String {
    String(decoding: source[start.offset..<offset], as: UTF8.self)
  }

  func token(_ kind: LuaToken.Kind, _ start: Mark) -> LuaToken {
    LuaToken(kind: kind, position: start.position, text: text(from: start))
  }

  /// An error in the word that begins at `start` and was read up to here.
  func error(_ message: String, _ start: Mark) -> LuaSyntaxError {
    LuaSyntaxError(
      position: start.position, message: "\(message) near '\(text(from: start))'")
  }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  var isNameStart: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
  }
  var isNamePart: Bool { isNameStart || isDigit }
  var isNewline: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
  var isContinuation: Bool { self & 0xC0 == 0x80 }
  /// The value of a hexadecimal digit.
  var hexadecimal: Int? {
    isDigit || isNameStart ? Character(UnicodeScalar(self)).hexDigitValue : nil
  }
}
