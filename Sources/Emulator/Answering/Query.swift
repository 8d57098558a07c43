/// The parameters of a request's query or form.
///
/// Of a repeated name the first counts, as in Flask.
struct Query: Sendable {
  private let parameters: [(name: String, value: String)]

  init(_ text: Substring) {
    parameters = text.split(separator: "&").map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (Self.decoded(sides[0]), sides.count > 1 ? Self.decoded(sides[1]) : "")
    }
  }

  /// The parameters of a `_params` object: numbers and truths as text, lists joined by commas.
  init(parameters object: JSONValue) {
    guard case .object(let members) = object else {
      parameters = []
      return
    }
    parameters = members.map { ($0.key, Self.text($0.value)) }
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .array(let values): values.map(text).joined(separator: ",")
    default: String(decoding: value.compactText, as: UTF8.self)
    }
  }

  subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// Undoes percent-encoding; a percent sign that encodes nothing stands for itself.
  ///
  /// In a query a plus stands for a space, in a path for itself.
  static func decoded(_ text: Substring, isQuery: Bool = true) -> String {
    let plus = isQuery ? UInt8(ascii: "+") : UInt8(ascii: "%")
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == plus }) else {
      return String(text)
    }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+"), isQuery {
        bytes.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "%"), let value = hexadecimal(rest.prefix(2)) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func hexadecimal(_ digits: Substring.UTF8View.SubSequence) -> UInt8? {
    let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return values.count == 2 ? UInt8(values[0] << 4 | values[1]) : nil
  }
}
