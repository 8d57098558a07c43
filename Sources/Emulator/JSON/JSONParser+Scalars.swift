extension JSONParser {
  /// The text in quotes that begins here.
  mutating func text() throws(Failure) -> String {
    place += 1
    let start = place
    // Most texts hold no escape, and are taken as they are.
    while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") { return try escapedText(from: start) }
      place += 1
    }
    let text = try string(bytes[start..<place])
    guard take(UInt8(ascii: "\"")) else { throw unexpected("the end of a text") }
    return text
  }

  private func string(_ bytes: some Collection<UInt8>) throws(Failure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("a text is not UTF-8")
    }
    return text
  }

  private mutating func escapedText(from start: Int) throws(Failure) -> String {
    var collected = Array(bytes[start..<place])
    while let byte = next, byte >= 0x20 {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return try string(collected)
      case UInt8(ascii: "\\"): try escape(into: &collected)
      default: collected.append(byte)
      }
    }
    throw unexpected("the end of a text")
  }

  private mutating func escape(into collected: inout [UInt8]) throws(Failure) {
    switch next {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(bytes[place])
    case UInt8(ascii: "b"): collected.append(0x08)
    case UInt8(ascii: "f"): collected.append(0x0C)
    case UInt8(ascii: "n"): collected.append(0x0A)
    case UInt8(ascii: "r"): collected.append(0x0D)
    case UInt8(ascii: "t"): collected.append(0x09)
    case UInt8(ascii: "u"):
      place += 1
      collected.append(contentsOf: String(try scalar()).utf8)
      return
    default: throw unexpected("an escape such as 'n'")
    }
    place += 1
  }

  /// A character by its number in UTF-16, which may take two escapes.
  private mutating func scalar() throws(Failure) -> Character {
    let first = try hexadecimal()
    var value = UInt32(first)
    if UTF16.isLeadSurrogate(first) {
      guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
        throw unexpected("the other half of a pair")
      }
      let second = try hexadecimal()
      guard UTF16.isTrailSurrogate(second) else { throw failure("half of a pair stands alone") }
      value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    }
    guard let scalar = UnicodeScalar(value) else { throw failure("half of a pair stands alone") }
    return Character(scalar)
  }

  private mutating func hexadecimal() throws(Failure) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw unexpected("a hexadecimal digit")
      }
      value = value << 4 | UInt16(digit)
      place += 1
    }
    return value
  }

  mutating func number() throws(Failure) -> JSONValue {
    let start = place
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    var isWhole = true
    if take(UInt8(ascii: ".")) {
      isWhole = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isWhole = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if isWhole, let number = Int(text) { return .integer(number) }
    guard let number = Double(text), number.isFinite else {
      throw failure("a number is too large")
    }
    return .number(number)
  }

  private mutating func digits() throws(Failure) {
    let start = place
    while let byte = next, Self.isDigit(byte) { place += 1 }
    guard place > start else { throw unexpected("a digit") }
  }
}
