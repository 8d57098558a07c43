extension JSONValue: Decodable {
  /// Reads any JSON value.
  init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: AnyKey.self) {
      self = .object(
        try members.allKeys.sorted { $0.stringValue < $1.stringValue }.map { key in
          Member(key: key.stringValue, value: try members.decode(JSONValue.self, forKey: key))
        })
    } else if var elements = try? decoder.unkeyedContainer() {
      var values: [JSONValue] = []
      while !elements.isAtEnd { values.append(try elements.decode(JSONValue.self)) }
      self = .array(values)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let text = try? value.decode(String.self) {
        self = .string(text)
      } else if let truth = try? value.decode(Bool.self) {
        self = .bool(truth)
      } else if let whole = try? value.decode(Int.self) {
        self = .integer(whole)
      } else {
        self = .number(try value.decode(Double.self))
      }
    }
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension JSONValue: Encodable {
  /// Writes the value to any encoder; the order of an object's members is the encoder's affair.
  func encode(to encoder: any Encoder) throws {
    switch self {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let truth): try truth.encode(to: encoder)
    case .integer(let whole): try whole.encode(to: encoder)
    case .number(let number): try number.encode(to: encoder)
    case .string(let text): try text.encode(to: encoder)
    case .array(let values): try values.encode(to: encoder)
    case .object(let members):
      try Dictionary(members.map { ($0.key, $0.value) }) { $1 }.encode(to: encoder)
    }
  }
}
