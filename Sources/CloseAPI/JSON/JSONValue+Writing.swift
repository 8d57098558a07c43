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
    var writer = JSONWriter()
    try writer.write(self, sortedKeys: sortedKeys)
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

extension JSONWriter {
  fileprivate mutating func write(_ value: JSONValue, sortedKeys: Bool) throws(CloseError) {
    switch value {
    case .null: null()
    case .bool(let truth): bool(truth)
    case .integer(let integer): self.integer(integer)
    case .number(let number): try self.number(number)
    case .string(let text): string(text)
    case .array(let elements):
      try open("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { comma() }
        try write(element, sortedKeys: sortedKeys)
      }
      close("]")
    case .object(let members):
      try open("{")
      let ordered =
        sortedKeys
        ? members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) } : members
      for (index, member) in ordered.enumerated() {
        if index > 0 { comma() }
        name(member.0)
        try write(member.1, sortedKeys: sortedKeys)
      }
      close("}")
    }
  }
}
