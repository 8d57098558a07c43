/// A value of a TOML document, as far as our configuration uses them.
enum ConfigurationValue: Sendable, Equatable {
  case text(String)
  case list([ConfigurationValue])
  case table([String: ConfigurationValue])
  /// Anything else, by the name of its type.
  case other(String)

  /// The value's type, for messages: "a table".
  var typeName: String {
    switch self {
    case .text: "a string"
    case .list: "a list"
    case .table: "a table"
    case .other(let name): name
    }
  }
}
