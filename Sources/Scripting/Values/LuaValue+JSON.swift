import CloseAPI
import Lua

extension LuaValue {
  /// A JSON value as scripts see it.
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .string(value)
    case .array(let items): self = .array(items.map(LuaValue.init))
    case .object(let members): self = .table(members.map { Field($0.0, LuaValue($0.1)) })
    }
  }
}

extension JSONValue {
  /// A script's value as JSON.
  ///
  /// - Throws: ``ScriptError`` of kind `badArgument` for what JSON cannot hold.
  init(_ value: LuaValue) throws(ScriptError) {
    switch value {
    case .nil, .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .string(value)
    case .bytes:
      throw ScriptError(
        .badArgument,
        "JSON cannot hold text that is not UTF-8; save the file that it came from as UTF-8")
    case .array(let items):
      var values: [JSONValue] = []
      for item in items { values.append(try JSONValue(item)) }
      self = .array(values)
    case .table(let fields):
      var members: [(String, JSONValue)] = []
      for field in fields { members.append((field.name, try JSONValue(field.value))) }
      self = .object(members)
    case .function:
      throw ScriptError(.badArgument, "json.encode cannot write a function")
    }
  }
}
