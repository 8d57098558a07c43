extension LuaLexer {
  /// A string in quotes.
  mutating func string(_ start: Mark) throws(LuaSyntaxError) -> LuaToken {
    let quote = byte()
    offset += 1
    var bytes: [UInt8] = []
    while let next = byte(), next != quote {
      if next.isNewline { throw error("unfinished string", start) }
      if next == UInt8(ascii: "\\") {
        offset += 1
        try escape(&bytes, start)
      } else {
        bytes.append(next)
        offset += 1
      }
    }
    guard byte() != nil else {
      throw LuaSyntaxError(position: start.position, message: "unfinished string near <eof>")
    }
    offset += 1
    return token(.string(String(decoding: bytes, as: UTF8.self)), start)
  }

  private mutating func escape(_ bytes: inout [UInt8], _ start: Mark) throws(LuaSyntaxError) {
    guard let letter = byte() else { return }
    switch letter {
    case UInt8(ascii: "z"):
      offset += 1
      while let next = byte() {
        if next.isNewline {
          skipNewline()
        } else if next == UInt8(ascii: " ") || (0x09...0x0D).contains(next) {
          offset += 1
        } else {
          break
        }
      }
    case _ where letter.isNewline:
      skipNewline()
      bytes.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "x"):
      offset += 1
      var value = 0
      for _ in 0..<2 { value = value * 16 + (try hexadecimalDigit(start)) }
      bytes.append(UInt8(value))
    case UInt8(ascii: "u"): try codePoint(&bytes, start)
    case _ where letter.isDigit:
      var value = 0
      for _ in 0..<3 {
        guard let digit = byte(), digit.isDigit else { break }
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
        offset += 1
      }
      guard let byte = UInt8(exactly: value) else {
        if self.byte() != nil { offset += 1 }
        throw error("decimal escape too large", start)
      }
      bytes.append(byte)
    default:
      offset += 1
      guard let value = Self.escapes[letter] else {
        throw error("invalid escape sequence", start)
      }
      bytes.append(value)
    }
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
    UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "\""): UInt8(ascii: "\""),
    UInt8(ascii: "'"): UInt8(ascii: "'"),
  ]

  private mutating func hexadecimalDigit(_ start: Mark) throws(LuaSyntaxError) -> Int {
    let digit = byte()?.hexadecimal
    if byte() != nil { offset += 1 }
    guard let digit else { throw error("hexadecimal digit expected", start) }
    return digit
  }

  /// `\u{…}`: Lua takes values up to 2^31; those that are no characters are replaced here.
  private mutating func codePoint(_ bytes: inout [UInt8], _ start: Mark) throws(LuaSyntaxError) {
    offset += 1
    guard byte() == UInt8(ascii: "{") else {
      if byte() != nil { offset += 1 }
      throw error("missing '{'", start)
    }
    offset += 1
    var value = try hexadecimalDigit(start)
    while let digit = byte()?.hexadecimal {
      offset += 1
      guard value <= 0x7FFF_FFFF >> 4 else { throw error("UTF-8 value too large", start) }
      value = value * 16 + digit
    }
    guard byte() == UInt8(ascii: "}") else {
      if byte() != nil { offset += 1 }
      throw error("missing '}'", start)
    }
    offset += 1
    let scalar = UInt32(exactly: value).flatMap(UnicodeScalar.init) ?? "\u{FFFD}"
    bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
  }
}

// Long strings and comments.
extension LuaLexer {
  /// How many `=` stand in `[==[`; nil where there is no such bracket.
  func longBracketLevel() -> Int? {
    var level = 0
    while byte(1 + level) == UInt8(ascii: "=") { level += 1 }
    return byte(1 + level) == UInt8(ascii: "[") ? level : nil
  }

  mutating func longString(_ level: Int, _ start: Mark) throws(LuaSyntaxError) -> LuaToken {
    let text = try longText(level, start, "string")
    return token(.string(text), start)
  }

  /// What stands between long brackets; a newline right after the first one is not part of it.
  mutating func longText(
    _ level: Int, _ start: Mark, _ what: String
  ) throws(LuaSyntaxError) -> String {
    offset += level + 2
    if byte()?.isNewline == true { skipNewline() }
    var bytes: [UInt8] = []
    while let next = byte() {
      if next == UInt8(ascii: "]"), closes(level) {
        offset += level + 2
        return String(decoding: bytes, as: UTF8.self)
      }
      if next.isNewline {
        skipNewline()
        bytes.append(UInt8(ascii: "\n"))
      } else {
        bytes.append(next)
        offset += 1
      }
    }
    throw LuaSyntaxError(
      position: mark().position,
      message: "unfinished long \(what) (starting at line \(start.position.line)) near <eof>")
  }

  private func closes(_ level: Int) -> Bool {
    (0..<level).allSatisfy { byte(1 + $0) == UInt8(ascii: "=") }
      && byte(1 + level) == UInt8(ascii: "]")
  }
}
