import Lua

/// One function that scripts can call: what it is called, what it takes and gives, and what it does.
///
/// Argument checks, help, completion and the reference are all made from these entries.
public struct LibraryFunction: Sendable {
  /// What a parameter accepts.
  public enum ParameterType: String, Sendable {
    /// An id, an email or a user table.
    case user
    /// A list of users.
    case users
    /// An association's id or table.
    case association
    /// An id, an email, a user table, or an association's id or table.
    case userOrAssociation = "user or association"
    /// The name of a configured identity, or its user's email or id.
    case identity
    /// An object's id, or a table with it.
    case object = "id or table"
    /// A list of identities.
    case identities
    /// The name of a file; `-` is standard input or output.
    case path
    /// A string of valid UTF-8.
    case string
    /// A string of any bytes.
    case text
    /// A number.
    case number
    /// A list of strings.
    case strings
    /// A list of tables.
    case rows
    /// A list, or a function that gives the next item each time it is called.
    case items
    /// A function.
    case function
    /// A table of options.
    case options
    /// Anything.
    case any

    /// What it accepts, in words for messages.
    var words: String {
      switch self {
      case .user: "a user's email or id"
      case .users: "a list of users' emails or ids"
      case .association: "an association or its id"
      case .userOrAssociation: "a user's email or id, or an association"
      case .identity: "a person's email, id or profile"
      case .object: "an id or a table with it"
      case .identities: "a list of people's emails, ids or profiles"
      case .path: "the name of a file"
      case .string, .text: "a string"
      case .number: "a number"
      case .strings: "a list of strings"
      case .rows: "a list of tables"
      case .items: "a list or a function"
      case .function: "a function"
      case .options: "a table of options"
      case .any: "a value"
      }
    }
  }

  /// One parameter.
  public struct Parameter: Sendable {
    /// Its name, by which a single table of arguments can give it.
    public let name: String
    /// What it accepts.
    public let type: ParameterType
    /// Whether a call may leave it out.
    public let isOptional: Bool
    /// What it means.
    public let summary: String
    /// The names that a table of options may have; none: any.
    public let names: [String]
  }

  /// How arguments are given.
  public enum Style: Sendable {
    /// In order.
    case positional
    /// As one table with names.
    case named
    /// In order, or as one table with names.
    case either
    /// Any number of values.
    case variadic
  }

  enum Body: Sendable {
    case swift(@Sendable (LibraryCall) throws -> LuaAnswer)
    /// Written in Lua, in one of the preludes; it checks its own arguments with the entry's names.
    case lua
  }

  /// The full name, as `sendas.grant`.
  public let name: String
  /// What it does, in one sentence.
  public let summary: String
  /// What it takes.
  public let parameters: [Parameter]
  /// How arguments are given.
  public let style: Style
  /// What it gives back, in words.
  public let returns: String
  /// The same in the types of lua-language-server, as `sendas.Association, boolean`; empty: nothing.
  public var returnTypes = "any"
  /// The kinds of errors it raises beyond `bad_argument`.
  public let errors: [String]
  /// Whether the calling task waits for an answer, so that other tasks go on.
  public let suspends: Bool
  /// A script that runs on the emulator's built-in organization.
  public let example: String
  let body: Body
}

extension LibraryFunction.Parameter {
  static func required(
    _ name: String, _ type: LibraryFunction.ParameterType, _ summary: String
  ) -> Self {
    Self(name: name, type: type, isOptional: false, summary: summary, names: [])
  }

  static func optional(
    _ name: String, _ type: LibraryFunction.ParameterType, _ summary: String, names: [String] = []
  ) -> Self {
    Self(name: name, type: type, isOptional: true, summary: summary, names: names)
  }
}

extension LibraryFunction {
  /// How the function is called, as `sendas.grant(allowed_user_id)`.
  public var signature: String {
    let names = parameters.map { $0.isOptional ? "\($0.name)?" : $0.name }
    switch style {
    case .positional, .either: return "\(name)(\(names.joined(separator: ", ")))"
    case .named: return "\(name){ \(names.joined(separator: ", ")) }"
    case .variadic: return "\(name)(\(parameters.map(\.name).joined(separator: ", ")))"
    }
  }

  /// The table that holds the function, as `sendas`; empty for a global function.
  var table: String {
    name.contains(".") ? String(name.prefix { $0 != "." }) : ""
  }
}
