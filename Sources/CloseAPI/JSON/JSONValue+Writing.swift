extension JSONValue {
  /// The value as one line of JSON in UTF-8.
  ///
  /// A number is written in its shortest form that reads back as the same number, and keeps `.0`
  /// where it is whole, so that it is not taken for an integer afterwards.
  /// - Parameter sortedKeys: whether an object's members are written in the order of their names'
  ///   bytes instead of their own order; for text that is compared or hashed.
  /// - Returns: UTF-8 without a line end.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` for NaN, an infinity, or nesting
  ///   deeper than ``depthLimit``.
  public func encoded(sortedKeys: Bool = false) throws(CloseError) -> [UInt8] {
    var writer = JSONWriter(sortedKeys: sortedKeys)
    try writer.write(self, depth: 0)
    return writer.bytes
  }

  /// The value as one line of JSON.
  /// - Parameter sortedKeys: as in ``encoded(sortedKeys:)``.
  /// - Returns: the text without a line end.
  /// - Throws: the same as ``encoded(sortedKeys:)``.
  public func text(sortedKeys: Bool = false) throws(CloseError) -> String {
    String(decoding: try encoded(sortedKeys: sortedKeys), as: UTF8.self)
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as JSON, for messages; a value that JSON cannot hold says so.
  public var description: String {
    do {
      return try text()
    } catch {
      return error.message
    }
  }
}

private struct JSONWriter {
  let sortedKeys: Bool
  private(set) var bytes: [UInt8] = []

  init(sortedKeys: Bool) {
    self.sortedKeys = sortedKeys
    // As much as nearly all need that a run writes by the thousand.
    bytes.reserveCapacity(160)
  }

  mutating func write(_ value: JSONValue, depth: Int) throws(CloseError) {
    switch value {
    case .null: append("null")
    case .bool(let truth): append(truth ? "true" : "false")
    case .integer(let integer): append(String(integer))
    case .number(let number):
      guard number.isFinite else {
        throw CloseError(
          .badInput, "\(number) cannot be written as JSON, which has finite numbers only.")
      }
      append(number.description)
    case .string(let text): write(text)
    case .array(let elements):
      try check(depth)
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        try write(element, depth: depth + 1)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      try check(depth)
      try write(members, depth: depth)
    }
  }

  private mutating func write(
    _ members: [(String, JSONValue)], depth: Int
  ) throws(CloseError) {
    let ordered =
      sortedKeys
      ? members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) } : members
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in ordered.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      write(member.0)
      bytes.append(UInt8(ascii: ":"))
      try write(member.1, depth: depth + 1)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func check(_ depth: Int) throws(CloseError) {
    guard depth < JSONValue.depthLimit else {
      throw CloseError(
        .badInput,
        "The value is nested deeper than \(JSONValue.depthLimit) and is not written as JSON.")
    }
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    // Most texts have nothing to escape and are taken in one piece.
    var text = text
    let isPlain = text.withUTF8 { piece in
      let end = PlainText.end(in: UnsafeRawBufferPointer(piece), from: 0)
      guard end.place == piece.count else { return false }
      bytes.append(contentsOf: piece)
      return true
    }
    guard !isPlain else { return }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x08: append("\\b")
      case 0x09: append("\\t")
      case 0x0A: append("\\n")
      case 0x0C: append("\\f")
      case 0x0D: append("\\r")
      case 0x00..<0x20:
        append("\\u00")
        append(byte < 0x10 ? "0" : "1")
        append(String(byte & 0xF, radix: 16))
      default: bytes.append(byte)
      }
    }
  }
}
