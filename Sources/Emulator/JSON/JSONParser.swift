/// Reads one JSON document from its bytes, strictly by RFC 8259.
///
/// Most requests bring an object of two texts: every byte is looked at once, and nothing is made
/// but the values. Of a repeated key the last counts, as in Python, where Close reads JSON; the
/// members of an object come out sorted by key.
struct JSONParser {
  /// Why a text is no JSON, and where.
  struct Failure: Error, Hashable {
    let words: String
    /// From 1.
    let line: Int
  }

  /// How deep values may nest: one document must not exhaust the stack of a parser.
  static let deepest = 200

  let bytes: [UInt8]
  var place = 0
  private var depth = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The value that the bytes spell.
  static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    var parser = JSONParser(bytes)
    parser.skipSpace()
    let value = try parser.value()
    parser.skipSpace()
    guard parser.next == nil else { throw parser.failure("something stands after the document") }
    return value
  }

  var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  func failure(_ words: String) -> Failure {
    let line = 1 + bytes.prefix(place).count { $0 == UInt8(ascii: "\n") }
    return Failure(words: words, line: line)
  }

  /// What stands here instead of what should.
  func unexpected(_ wanted: String) -> Failure {
    guard let next else { return failure("the text ends where there should be \(wanted)") }
    let seen = (0x20..<0x7F).contains(next) ? "'\(UnicodeScalar(next))'" : "byte \(next)"
    return failure("\(seen) stands where there should be \(wanted)")
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Goes past a byte if it is the next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func value() throws(Failure) -> JSONValue {
    switch next {
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "{"): return try nested { parser throws(Failure) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(Failure) in try parser.array() }
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte):
      return try number()
    default: throw unexpected("a value")
    }
  }

  private mutating func nested(
    _ read: (inout JSONParser) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONValue {
    guard depth < Self.deepest else { throw failure("values nest deeper than \(Self.deepest)") }
    depth += 1
    place += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    guard bytes[place...].starts(with: word.utf8) else { throw unexpected("a value") }
    place += word.utf8.count
    return value
  }

  private mutating func array() throws(Failure) -> JSONValue {
    var values: [JSONValue] = []
    skipSpace()
    guard !take(UInt8(ascii: "]")) else { return .array(values) }
    while true {
      skipSpace()
      values.append(try value())
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(values) }
      guard take(UInt8(ascii: ",")) else { throw unexpected("a comma or ']'") }
    }
  }

  private mutating func object() throws(Failure) -> JSONValue {
    var members: [JSONValue.Member] = []
    skipSpace()
    guard !take(UInt8(ascii: "}")) else { return .object(members) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
      let key = try text()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw unexpected("a colon") }
      skipSpace()
      members.append(JSONValue.Member(key: key, value: try value()))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(JSONValue.Member.sorted(members)) }
      guard take(UInt8(ascii: ",")) else { throw unexpected("a comma or '}'") }
    }
  }
}

extension JSONValue.Member {
  /// The members by key, of each key the last.
  fileprivate static func sorted(_ members: [Self]) -> [Self] {
    guard zip(members, members.dropFirst()).contains(where: { $0.key >= $1.key }) else {
      return members
    }
    var sorted: [Self] = []
    // The sort is stable, so that of equal keys the last stays last.
    for member in members.sorted(by: { $0.key < $1.key }) {
      if sorted.last?.key == member.key { sorted.removeLast() }
      sorted.append(member)
    }
    return sorted
  }
}
