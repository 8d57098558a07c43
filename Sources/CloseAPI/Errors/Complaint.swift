/// What Close says in the body of an error, in any of its forms:
/// `{"error": "text"}`, `{"error": {"message": "text"}}`, and
/// `{"errors": ["text", …], "field-errors": {"field": "text" or nested}}` with either part missing.
struct Complaint: Sendable {
  let errors: [String]
  let fieldErrors: [String: JSONValue]

  /// Nil when the body is not a JSON object.
  init?(_ answer: CloseAnswer) {
    guard let json = try? JSONValue(parsing: answer.body), case .object = json else { return nil }
    var errors = (json["errors"]?.arrayValue ?? []).flatMap { Self.lines(of: $0, at: "") }
    if let text = json["errors"]?.stringValue { errors.append(text) }
    if let error = json["error"] {
      errors += Self.lines(of: error["message"] ?? error, at: "")
    }
    self.errors = errors
    fieldErrors = Dictionary(
      json["field-errors"]?.objectValue ?? [], uniquingKeysWith: { _, last in last })
  }

  /// Everything in one line, `allowed_user_ids[0]: Object does not exist.`; nil if nothing is said.
  var text: String? {
    let fields = fieldErrors.sorted { $0.key < $1.key }
      .flatMap { Self.lines(of: $0.value, at: $0.key) }
    let all = errors + fields
    return all.isEmpty ? nil : all.joined(separator: " ")
  }

  /// Close nests the errors of a list's elements below `errors` and their index.
  private static func lines(of value: JSONValue, at place: String) -> [String] {
    switch value {
    case .object(let members):
      return members.flatMap { name, nested in
        switch (name, Int(name)) {
        case ("errors", _): lines(of: nested, at: place)
        case (_, .some): lines(of: nested, at: "\(place)[\(name)]")
        default: lines(of: nested, at: place.isEmpty ? name : "\(place).\(name)")
        }
      }
    case .array(let elements): return elements.flatMap { lines(of: $0, at: place) }
    case .null: return []
    case .string(let text): return [place.isEmpty ? text : "\(place): \(text)"]
    default: return [place.isEmpty ? "\(value)" : "\(place): \(value)"]
    }
  }
}

extension CloseError {
  /// The errors of single elements of a list that was sent, by index, wherever Close nests them.
  /// - Parameter field: the list's name, for example `allowed_user_ids`.
  /// - Returns: Close's texts by the elements' places; empty when it named none.
  public func elementErrors(of field: String) -> [Int: String] {
    guard let nested = fieldErrors[field] else { return [:] }
    var result: [Int: String] = [:]
    for (name, value) in (nested["errors"] ?? nested).objectValue ?? [] {
      guard let index = Int(name) else { continue }
      result[index] = value.stringValue ?? value.description
    }
    return result
  }
}
