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
    switch object[key] {
    case nil: return nil
    case .string(let text): return text
    case .some(let other): throw broken(key, "must be a text, is \(other.typeName)")
    }
  }

  func optionalTruth(_ key: String) throws(EmulatorError) -> Bool? {
    switch object[key] {
    case nil: return nil
    case .bool(let truth): return truth
    case .some(let other): throw broken(key, "must be true or false, is \(other.typeName)")
    }
  }

  /// A value of any type.
  func value(_ key: String) -> JSONValue? { object[key] }

  func texts(_ key: String) throws(EmulatorError) -> [String] {
    switch object[key] {
    case nil: return []
    case .array(let values):
      var texts: [String] = []
      for (index, value) in values.enumerated() {
        guard case .string(let text) = value else {
          throw broken("\(key)[\(index)]", "must be a text, is \(value.typeName)")
        }
        texts.append(text)
      }
      return texts
    case .some(let other): throw broken(key, "must be a list, is \(other.typeName)")
    }
  }

  func optionalInteger(_ key: String) throws(EmulatorError) -> Int? {
    switch object[key] {
    case nil: return nil
    case .integer(let number): return number
    case .some(let other): throw broken(key, "must be a whole number, is \(other.typeName)")
    }
  }

  func optionalNumber(_ key: String) throws(EmulatorError) -> Double? {
    switch object[key] {
    case nil: return nil
    case .integer(let number): return Double(number)
    case .number(let number): return number
    case .some(let other): throw broken(key, "must be a number, is \(other.typeName)")
    }
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
    switch object[key] {
    case nil where isOptional: return []
    case nil: throw broken(key, "is missing; add it")
    case .array(let values):
      var readers: [JSONReader] = []
      for (index, value) in values.enumerated() {
        readers.append(try JSONReader(value, at: "\(path(key))[\(index)]", keys: keys))
      }
      return readers
    case .some(let other): throw broken(key, "must be a list, is \(other.typeName)")
    }
  }

  private func path(_ key: String) -> String {
    place.isEmpty ? key : "\(place).\(key)"
  }

  private func broken(_ key: String, _ message: String) -> EmulatorError {
    EmulatorError(.invalidWorld, "\(path(key)): \(message)")
  }
}

extension JSONValue {
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
