/// The parameters of a request for any resource, each name once, in the order given.
public struct ResourceQuery: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  private(set) var parameters: [CloseRequest.Parameter] = []

  /// No parameters.
  public init() {}

  /// Takes names and texts; of a name that comes twice the last counts.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { self[name] = value }
  }

  /// Reads parameters from an object of texts, numbers, booleans, and lists of these.
  ///
  /// Lists are joined with commas, as Close wants them (`_fields=id,name`, `id__in=a,b`); it
  /// silently ignores repeated names.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` that names the parameter.
  public init(json: JSONValue) throws(CloseError) {
    switch json {
    case .object(let members):
      for (name, value) in members { self[name] = try Self.text(of: value, name) }
    case .array(let items) where items.isEmpty: break
    default:
      throw CloseError(
        .badArgument, "A query is an object of parameters by name, not \(json.kindName).")
    }
  }

  /// The text of a parameter; nil takes it out.
  public subscript(name: String) -> String? {
    get { parameters.first { $0.name == name }?.value }
    set {
      let place = parameters.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): parameters[place] = .init(name: name, value: value)
      case (let place?, nil): parameters.remove(at: place)
      case (nil, let value?): parameters.append(.init(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The parameters as an object of texts.
  public var json: JSONValue { .object(parameters.map { ($0.name, .string($0.value)) }) }

  private static func text(of value: JSONValue, _ name: String) throws(CloseError) -> String {
    switch value {
    case .string(let text): return text
    case .bool, .integer, .number: return value.description
    case .array(let items):
      var texts: [String] = []
      for item in items {
        guard item.arrayValue == nil else { throw unusable(value, name) }
        texts.append(try text(of: item, name))
      }
      return texts.joined(separator: ",")
    case .null, .object: throw unusable(value, name)
    }
  }

  private static func unusable(_ value: JSONValue, _ name: String) -> CloseError {
    CloseError(
      .badArgument,
      "The parameter '\(name)' of a query is a text, a number, a boolean or a list of these, not"
        + " \(value.arrayValue == nil ? value.kindName : "a list of lists").")
  }
}
