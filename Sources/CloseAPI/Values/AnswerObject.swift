/// A JSON object of an answer while it is being read: asks for members by name and remembers which
/// were asked for, so that the unknown rest can be kept.
struct AnswerObject {
  /// What the object is, in the words of an error message: "a Send As association".
  private let what: String
  private let members: [(String, JSONValue)]
  private var known: [String] = []

  /// - Throws: ``CloseError`` of kind `unexpected_answer` when the value is no object.
  init(_ value: JSONValue?, what: String) throws(CloseError) {
    self.what = what
    guard let members = value?.objectValue else {
      throw Self.failure("\(what) came as \(value?.kindName ?? "nothing"), not as an object")
    }
    self.members = members
  }

  /// Answers have a few members: looking through them takes less than a table of them.
  private mutating func member(_ name: String) -> JSONValue? {
    known.append(name)
    return members.last { $0.0 == name }?.1
  }

  /// The text of a member that has to be there.
  mutating func text(_ name: String) throws(CloseError) -> String {
    switch member(name) {
    case .string(let text) where !text.isEmpty: return text
    case .none, .null: throw Self.failure("\(what) came without '\(name)'")
    case .some(let value):
      throw Self.failure("'\(name)' of \(what) came as \(value.kindName), not as a text")
    }
  }

  /// The text of a member that may be missing, null, or of another type.
  mutating func optionalText(_ name: String) -> String? {
    member(name)?.stringValue
  }

  /// The elements of a member that has to be an array.
  mutating func array(_ name: String) throws(CloseError) -> [JSONValue] {
    guard let elements = member(name)?.arrayValue else {
      throw Self.failure("\(what) came without the list '\(name)'")
    }
    return elements
  }

  /// The elements of a member that may be missing.
  mutating func optionalArray(_ name: String) -> [JSONValue] {
    member(name)?.arrayValue ?? []
  }

  /// A member that is true, and not merely there.
  mutating func flag(_ name: String) -> Bool {
    member(name)?.boolValue ?? false
  }

  /// The member as it came.
  mutating func value(_ name: String) -> JSONValue? {
    member(name)
  }

  /// The members nobody asked for.
  var rest: [String: JSONValue] {
    Dictionary(
      members.lazy.filter { !known.contains($0.0) }, uniquingKeysWith: { _, last in last })
  }

  private static func failure(_ problem: String) -> CloseError {
    CloseError(.unexpectedAnswer, "Close's answer cannot be understood: \(problem).")
  }
}
