/// Writes JSON piece by piece: what is written for each change needs no ``JSONValue`` made of it first.
package struct JSONWriter {
  /// What is written so far, as UTF-8.
  package private(set) var bytes: [UInt8] = []
  private var depth = 0

  /// Nothing is written yet.
  package init() {
    // As much as nearly all need that a run writes by the thousand.
    bytes.reserveCapacity(160)
  }

  /// What is written so far.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// An object with one member, which is a text.
  package static func object(_ name: String, _ text: String) -> String {
    var writer = JSONWriter()
    writer.bytes.append(UInt8(ascii: "{"))
    writer.name(name)
    writer.string(text)
    writer.bytes.append(UInt8(ascii: "}"))
    return writer.text
  }

  /// Begins an array or an object.
  /// - Parameter bracket: `[` or `{`.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` for nesting deeper than
  ///   ``JSONValue/depthLimit``.
  package mutating func open(_ bracket: Unicode.Scalar) throws(CloseError) {
    guard depth < JSONValue.depthLimit else {
      throw CloseError(
        .badInput,
        "The value is nested deeper than \(JSONValue.depthLimit) and is not written as JSON.")
    }
    depth += 1
    bytes.append(UInt8(ascii: bracket))
  }

  /// Ends an array or an object.
  /// - Parameter bracket: `]` or `}`.
  package mutating func close(_ bracket: Unicode.Scalar) {
    depth -= 1
    bytes.append(UInt8(ascii: bracket))
  }

  /// What stands between two elements or members.
  package mutating func comma() { bytes.append(UInt8(ascii: ",")) }

  /// The name of a member, whose value is written next.
  package mutating func name(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
  }

  /// Null.
  package mutating func null() { append("null") }

  /// True or false.
  package mutating func bool(_ truth: Bool) { append(truth ? "true" : "false") }

  /// A whole number.
  package mutating func integer(_ integer: Int64) { append(String(integer)) }

  /// A number, in its shortest form that reads back as the same.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badInput`` for NaN and infinities.
  package mutating func number(_ number: Double) throws(CloseError) {
    guard number.isFinite else {
      throw CloseError(
        .badInput, "\(number) cannot be written as JSON, which has finite numbers only.")
    }
    append(number.description)
  }

  /// A text in its quotes.
  package mutating func string(_ text: String) {
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

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }
}
