/// Reads objects member by member, for text of a known shape that is read very often: no value is made
/// but those that are asked for.
package struct JSONMembers {
  private var scanner: JSONScanner
  private var isFirst = true

  /// Begins at the beginning of a text.
  package init(_ text: String) { scanner = JSONScanner(bytes: Array(text.utf8)) }

  /// Enters the object that stands next.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` where none stands there.
  package mutating func enter() throws(CloseError) {
    scanner.skipSpace()
    guard scanner.take(UInt8(ascii: "{")) else { throw scanner.failure("expected an object") }
    isFirst = true
  }

  /// Which of these names the next member has, whose value stands next then.
  ///
  /// - Parameter names: The names that are known.
  /// - Returns: The place of its name among them, their count for another; nil at the end of the object,
  ///   which is left.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` where neither stands there.
  package mutating func next(among names: JSONNames) throws(CloseError) -> Int? {
    scanner.skipSpace()
    if scanner.take(UInt8(ascii: "}")) {
      isFirst = false
      return nil
    }
    guard isFirst || scanner.take(UInt8(ascii: ",")) else {
      throw scanner.failure("expected ',' or '}' after a member of an object")
    }
    isFirst = false
    scanner.skipSpace()
    return try scanner.memberName(among: names)
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
