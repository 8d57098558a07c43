/// The words of JSON: strings, numbers, literals and what stands between them.
struct JSONScanner {
  private let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The byte at the reading place; nil at the end.
  var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  mutating func advance() {
    place += 1
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    place += 1
    return true
  }

  mutating func skipByteOrderMark() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
  }

  mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
  }

  mutating func expectEnd() throws(CloseError) {
    skipSpace()
    if place < bytes.count { throw failure("more text after the end of the value") }
  }

  /// The error for the reading place, or for another one.
  func failure(_ problem: String, at offset: Int? = nil) -> CloseError {
    let offset = offset ?? place
    let end = offset >= bytes.count ? " (the end of the text)" : ""
    return CloseError(
      .badInput, "This is not valid JSON: \(problem), at byte \(offset)\(end).", byteOffset: offset)
  }

  /// The name of a member and the colon after it.
  mutating func memberName() throws(CloseError) -> String {
    guard peek == UInt8(ascii: "\"") else {
      throw failure("expected the name of a member in double quotes")
    }
    let name = try string()
    try colon()
    return name
  }

  /// Which of these names stands here, before its colon; their count for another.
  ///
  /// The expected one is looked for first.
  mutating func memberName(
    among names: JSONNames, expecting expected: Int
  ) throws(CloseError) -> Int {
    let isExpected = expected < names.quoted.count && stands(names.quoted[expected])
    guard let known = isExpected ? expected : names.quoted.firstIndex(where: stands) else {
      _ = try memberName()
      return names.quoted.count
    }
    place += names.quoted[known].count
    try colon()
    return known
  }

  private func stands(_ word: [UInt8]) -> Bool {
    guard word.count <= bytes.count - place else { return false }
    return bytes.withUnsafeBytes { bytes in
      word.withUnsafeBytes { word in
        bytes[place..<place + word.count].elementsEqual(word)
      }
    }
  }

  private mutating func colon() throws(CloseError) {
    skipSpace()
    guard take(UInt8(ascii: ":")) else { throw failure("expected ':' after the name of a member") }
  }

  /// A string, number, boolean or null.
  mutating func scalar() throws(CloseError) -> JSONValue {
    switch peek {
    case UInt8(ascii: "\""): return .string(try string())
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): return try number()
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case nil: throw failure("expected a value")
    default: throw failure("expected a value (NaN, Infinity and comments are not JSON)")
    }
  }

  private mutating func literal(
    _ word: String, _ value: JSONValue
  ) throws(CloseError) -> JSONValue {
    guard bytes[place...].starts(with: word.utf8) else { throw failure("expected '\(word)'") }
    place += word.utf8.count
    return value
  }
}

// MARK: - Numbers

extension JSONScanner {
  private mutating func number() throws(CloseError) -> JSONValue {
    let start = place
    _ = take(UInt8(ascii: "-"))
    let first = place
    guard digits() > 0 else { throw failure("expected a digit after '-'") }
    if bytes[first] == UInt8(ascii: "0"), place - first > 1 {
      throw failure("a number may not begin with 0", at: start)
    }
    var isInteger = true
    if take(UInt8(ascii: ".")) {
      isInteger = false
      guard digits() > 0 else { throw failure("expected a digit after '.'") }
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isInteger = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw failure("expected a digit in the exponent") }
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if isInteger, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw failure("the number is too large", at: start)
    }
    return .number(value)
  }

  private mutating func digits() -> Int {
    let start = place
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { place += 1 }
    return place - start
  }
}

// MARK: - Strings

extension JSONScanner {
  private mutating func string() throws(CloseError) -> String {
    let start = place
    place += 1
    let first = place
    // Most strings hold ASCII without escapes: valid, and taken from the bytes in one piece.
    let (end, plain) = bytes.withUnsafeBytes { bytes -> (Int, String?) in
      let (end, isASCII) = PlainText.end(in: bytes, from: first)
      guard isASCII, end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return (end, nil) }
      let text = UnsafeRawBufferPointer(rebasing: bytes[first..<end])
      return (end, String(decoding: text, as: UTF8.self))
    }
    place = end
    if let plain {
      place += 1
      return plain
    }
    var content = Array(bytes[first..<place])
    while true {
      switch peek {
      case nil:
        throw failure("the string that begins at byte \(start) has no end")
      case UInt8(ascii: "\""):
        place += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw failure("the string is not valid UTF-8", at: start)
        }
        return text
      case UInt8(ascii: "\\"):
        content.append(contentsOf: String(try escape()).utf8)
      case .some(let byte):
        guard byte >= 0x20 else {
          throw failure("a control character in a string has to be escaped")
        }
        content.append(byte)
        place += 1
      }
    }
  }

  private mutating func escape() throws(CloseError) -> Unicode.Scalar {
    let start = place
    place += 1
    let letter = peek
    place += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default: throw failure("this is no escape that JSON knows", at: start)
    }
  }

  private mutating func unicodeEscape(from start: Int) throws(CloseError) -> Unicode.Scalar {
    let unit = try fourHexDigits(from: start)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    // What is not a scalar is half of a surrogate pair; the other half has to follow.
    if unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
      let second = try fourHexDigits(from: start)
      if (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw failure("half of a surrogate pair", at: start)
  }

  private mutating func fourHexDigits(from start: Int) throws(CloseError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("expected four hexadecimal digits after '\\u'", at: start)
      }
      value = value << 4 | UInt32(digit)
      place += 1
    }
    return value
  }
}
