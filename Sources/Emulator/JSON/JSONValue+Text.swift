extension JSONValue {
  /// The document as UTF-8 without spaces, as Close sends it.
  var compactText: [UInt8] {
    var writer = Writer(indents: false)
    writer.write(self, depth: 0)
    return writer.bytes
  }

  /// The document as UTF-8 for people: one member per line, short rows kept on one line.
  var readableText: [UInt8] {
    var writer = Writer(indents: true)
    writer.write(self, depth: 0)
    writer.bytes.append(UInt8(ascii: "\n"))
    return writer.bytes
  }

  private struct Writer {
    var bytes: [UInt8] = []
    let indents: Bool

    init(indents: Bool) {
      self.indents = indents
    }

    mutating func write(_ value: JSONValue, depth: Int) {
      switch value {
      case .null: append("null")
      case .bool(let truth): append(truth ? "true" : "false")
      case .integer(let whole): append(String(whole))
      case .number(let number): append(number.isFinite ? "\(number)" : "null")
      case .string(let text): quote(text)
      case .array(let values):
        enclose("[", "]", values, isFlat: values.allSatisfy(\.isScalar), depth: depth) {
          $0.write($1, depth: depth + 1)
        }
      case .object(let members):
        let isFlat = depth > 1 && members.allSatisfy(\.value.isScalar)
        enclose("{", "}", members, isFlat: isFlat, depth: depth) {
          $0.quote($1.key)
          $0.append($0.indents ? ": " : ":")
          $0.write($1.value, depth: depth + 1)
        }
      }
    }

    private mutating func enclose<Part>(
      _ opening: String, _ closing: String, _ parts: [Part], isFlat: Bool, depth: Int,
      _ writePart: (inout Writer, Part) -> Void
    ) {
      append(opening)
      let breaks = indents && !isFlat && !parts.isEmpty
      for (index, part) in parts.enumerated() {
        if index > 0 { append(indents && !breaks ? ", " : ",") }
        if breaks { breakLine(depth + 1) }
        writePart(&self, part)
      }
      if breaks { breakLine(depth) }
      append(closing)
    }

    private mutating func breakLine(_ depth: Int) {
      bytes.append(UInt8(ascii: "\n"))
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func append(_ text: String) {
      bytes.append(contentsOf: text.utf8)
    }

    private mutating func quote(_ text: String) {
      bytes.append(UInt8(ascii: "\""))
      // Ids and emails hold nothing that needs an escape.
      let isPlain = text.utf8.allSatisfy { byte in
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      }
      if isPlain {
        append(text)
      } else {
        escape(text)
      }
      bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: String) {
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
          bytes.append(UInt8(ascii: "\\"))
          bytes.append(byte)
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        case 0..<0x20:
          let digits = String(byte, radix: 16)
          append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        default: bytes.append(byte)
        }
      }
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }
}
