/// Takes a JSON object apart strictly and names the place of what is wrong.
struct JSONReader {
  private let object: JSONValue
  private let place: String

  /// Reads an object that may have these keys and no others.
  init(_ value: JSONValue, at place: String, keys: [String]) throws(EmulatorError) {
    self.object = value
    self.place = place
    guard case .object(let members) = value else {
      throw EmulatorError(
        .invalidWorld,
        "\(place.isEmpty ? "the world" : place): must be an object, is \(value.typeName)")
    }
    for member in members where !keys.contains(member.key) {
      throw broken(
        member.key, "is not known here; the keys are \(keys.joined(separator: ", "))")
    }
  }

  func text(_ key: String) throws(EmulatorError) -> String {
    guard let text = try optionalText(key) else { throw broken(key, "is missing; add it") }
    return text
  }

  func optionalText(_ key: String) throws(EmulatorError) -> String? {
    try optional(key, "a text", \.text)
  }

  func optionalTruth(_ key: String) throws(EmulatorError) -> Bool? {
    try optional(key, "true or false") { if case .bool(let truth) = $0 { truth } else { nil } }
  }

  func optionalInteger(_ key: String) throws(EmulatorError) -> Int? {
    try optional(key, "a whole number") { if case .integer(let whole) = $0 { whole } else { nil } }
  }

  func optionalNumber(_ key: String) throws(EmulatorError) -> Double? {
    try optional(key, "a number") { value in
      switch value {
      case .integer(let number): Double(number)
      case .number(let number): number
      default: nil
      }
    }
  }

  /// A value of any type.
  func value(_ key: String) -> JSONValue? { object[key] }

  func texts(_ key: String) throws(EmulatorError) -> [String] {
    var texts: [String] = []
    for (index, value) in (try list(key) ?? []).enumerated() {
      guard let text = value.text else {
        throw broken("\(key)[\(index)]", "must be a text, is \(value.typeName)")
      }
      texts.append(text)
    }
    return texts
  }

  func optionalObject(_ key: String, keys: [String]) throws(EmulatorError) -> JSONReader? {
    object[key] == nil ? nil : try object(key, keys: keys)
  }

  func object(_ key: String, keys: [String]) throws(EmulatorError) -> JSONReader {
    guard let value = object[key] else { throw broken(key, "is missing; add it") }
    return try JSONReader(value, at: path(key), keys: keys)
  }

  func objects(
    _ key: String, keys: [String], isOptional: Bool = false
  ) throws(EmulatorError) -> [JSONReader] {
    let values = try list(key)
    guard isOptional || values != nil else { throw broken(key, "is missing; add it") }
    var readers: [JSONReader] = []
    for (index, value) in (values ?? []).enumerated() {
      readers.append(try JSONReader(value, at: "\(path(key))[\(index)]", keys: keys))
    }
    return readers
  }

  private func list(_ key: String) throws(EmulatorError) -> [JSONValue]? {
    try optional(key, "a list") { if case .array(let values) = $0 { values } else { nil } }
  }

  private func optional<Value>(
    _ key: String, _ type: String, _ read: (JSONValue) -> Value?
  ) throws(EmulatorError) -> Value? {
    guard let value = object[key] else { return nil }
    guard let read = read(value) else { throw broken(key, "must be \(type), is \(value.typeName)") }
    return read
  }

  private func path(_ key: String) -> String {
    place.isEmpty ? key : "\(place).\(key)"
  }

  private func broken(_ key: String, _ message: String) -> EmulatorError {
    EmulatorError(.invalidWorld, "\(path(key)): \(message)")
  }
}

extension JSONValue {
  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }

  /// What it is, in words for a message.
  var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
