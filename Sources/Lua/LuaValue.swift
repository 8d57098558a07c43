/// A value on its way between Lua and Swift.
///
/// Lua's strings are bytes: one that is not UTF-8 is `bytes`. Tables are copied, without their
/// metatables.
public enum LuaValue: Sendable, Equatable {
  /// No value.
  case `nil`
  /// JSON's null, which a table can hold. In Lua a unique value that counts as true.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// A floating-point number.
  case number(Double)
  /// A string of valid UTF-8.
  case string(String)
  /// A string that is not UTF-8.
  case bytes([UInt8])
  /// A list: keys 1, 2, 3 …
  case array([LuaValue])
  /// Names and values. From Lua: sorted by name; to Lua: set in order.
  case table([Field])
  /// A function of Swift. Never comes from Lua.
  case function(LuaFunction)

  /// A name in a table, and what it stands for.
  public struct Field: Sendable, Equatable {
    /// The key.
    public var name: String
    /// Its value.
    public var value: LuaValue

    /// A field of that name and value.
    public init(_ name: String, _ value: LuaValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value of that name; `nil` when there is none, or when this is no table of names.
  public subscript(name: String) -> LuaValue {
    guard case .table(let fields) = self else { return .nil }
    return fields.first { $0.name == name }?.value ?? .nil
  }

  /// The text, if it is a string of valid UTF-8.
  public var text: String? { if case .string(let text) = self { text } else { nil } }

  /// Whether there is no value; JSON's null is one.
  public var isNil: Bool { self == .nil }

  /// The truth value, if it is one.
  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The whole number, if it is one, also as a floating-point number such as 3.0.
  public var integerValue: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// The number, if it is one.
  public var numberValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The items, if it is a list; a table without any content is an empty one.
  public var items: [LuaValue]? {
    switch self {
    case .array(let items): items
    case .table(let fields) where fields.isEmpty: []
    default: nil
    }
  }
}
