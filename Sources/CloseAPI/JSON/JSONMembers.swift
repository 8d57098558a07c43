/// Reads objects member by member and arrays element by element, for text of a known shape that is read
/// very often: no value is made but those that are asked for.
package struct JSONMembers {
  private var scanner: JSONScanner
  private var isFirst = true
  /// The place of the name that stands next where members come in the order of their names.
  private var expected = 0

  /// Begins at the beginning of a text.
  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// Begins at the beginning of a text in UTF-8.
  init(_ bytes: [UInt8]) { scanner = JSONScanner(bytes: bytes) }

  /// Enters the object that stands next.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` where none stands there.
  package mutating func enter() throws(CloseError) {
    scanner.skipSpace()
    guard scanner.take(UInt8(ascii: "{")) else { throw scanner.failure("expected an object") }
    isFirst = true
    expected = 0
  }

  /// Which of these names the next member has, whose value stands next then.
  ///
  /// - Parameter names: The names that are known.
  /// - Returns: The place of its name among them, their count for another; nil at the end of the object,
  ///   which is left.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` where neither stands there.
  package mutating func next(among names: JSONNames) throws(CloseError) -> Int? {
    guard try goesOn("}", "expected ',' or '}' after a member of an object") else { return nil }
    let name = try scanner.memberName(among: names, expecting: expected)
    expected = name + 1
    return name
  }

  /// Enters the array that stands next.
  mutating func enterArray() throws(CloseError) {
    scanner.skipSpace()
    guard scanner.take(UInt8(ascii: "[")) else { throw scanner.failure("expected an array") }
    isFirst = true
  }

  /// Whether another element stands next; false at the end of the array, which is left.
  mutating func nextElement() throws(CloseError) -> Bool {
    try goesOn("]", "expected ',' or ']' after an element of an array")
  }

  /// Whether something else stands before the end, which is left else.
  private mutating func goesOn(
    _ end: Unicode.Scalar, _ problem: String
  ) throws(CloseError) -> Bool {
    scanner.skipSpace()
    let isEnd = scanner.take(UInt8(ascii: end))
    guard isEnd || isFirst || scanner.take(UInt8(ascii: ",")) else {
      throw scanner.failure(problem)
    }
    isFirst = false
    scanner.skipSpace()
    return !isEnd
  }

  /// The string, number, boolean or null that stands next.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` where something else stands there.
  package mutating func scalar() throws(CloseError) -> JSONValue {
    scanner.skipSpace()
    return try scanner.scalar()
  }

  /// Makes sure that nothing stands behind.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` where something does.
  package mutating func end() throws(CloseError) { try scanner.expectEnd() }
}

/// Names of members that are looked for in the bytes, so that no text is made of them.
package struct JSONNames: Sendable {
  /// As they stand in JSON, with their quotes.
  let quoted: [[UInt8]]

  /// These names.
  package init(_ names: [String]) { quoted = names.map { Array("\"\($0)\"".utf8) } }
}
