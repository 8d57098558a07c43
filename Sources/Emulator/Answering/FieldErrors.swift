/// What is wrong with the fields of a body or query, by field.
struct FieldErrors: Sendable, Hashable {
  private(set) var members: [JSONValue.Member] = []

  static let required = "This field is required."
  static let notText = "Value must be of str type."
  static let notList = "Value must be of list type."
  static let unknownObject = "Object does not exist."
  static let notYou = "Must be equal to your user ID."
  static let yourself = "Must not be equal to your own user ID."
  static let inactive = "User is not an active member of the organization."

  var isEmpty: Bool { members.isEmpty }

  /// Notes the first thing that is wrong with a field; later ones are dropped.
  mutating func note(_ field: String, _ text: String) {
    add(field, .string(text))
  }

  /// Notes what is wrong with items of a list, as `{"errors":{"0":"…"}}`.
  mutating func note(_ field: String, items: [(index: Int, text: String)]) {
    guard !items.isEmpty else { return }
    let errors = items.map { JSONValue.Member(key: String($0.index), value: .string($0.text)) }
    add(field, ["errors": .object(errors)])
  }

  private mutating func add(_ field: String, _ value: JSONValue) {
    guard !members.contains(where: { $0.key == field }) else { return }
    members.append(JSONValue.Member(key: field, value: value))
  }
}
