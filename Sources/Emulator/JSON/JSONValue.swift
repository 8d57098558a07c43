/// A JSON document as a tree whose objects keep the order of their members.
///
/// The order matters when writing: Close's examples show every key alphabetically, and a person
/// who reads a world file expects the order of the documentation.
enum JSONValue: Sendable, Hashable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number without a fraction.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// The members in the order in which they are written. A decoded object is sorted by key.
  case object([Member])

  /// One key of an object and its value.
  struct Member: Sendable, Hashable {
    /// The key.
    var key: String
    /// The value.
    var value: JSONValue
  }

  /// The value of a key of an object; nil where there is none or this is no object.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// Parses a document.
  init(parsing bytes: [UInt8]) throws(JSONParser.Failure) {
    self = try JSONParser.parse(bytes)
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByArrayLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByNilLiteral
{
  /// Makes a text.
  init(stringLiteral value: String) { self = .string(value) }
  /// Makes an object whose members keep the order written.
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map(Member.init))
  }
  /// Makes a list.
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Makes a truth value.
  init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Makes a whole number.
  init(integerLiteral value: Int) { self = .integer(value) }
  /// Makes `null`.
  init(nilLiteral: ()) { self = .null }
}
