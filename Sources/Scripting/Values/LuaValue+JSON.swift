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
    case .bytes: throw .bytesInJSON
    case .array(let items):
      var values: [JSONValue] = []
      for item in items { values.append(try JSONValue(item)) }
      self = .array(values)
    case .table(let fields):
      var members: [(String, JSONValue)] = []
      members.reserveCapacity(fields.count)
      for field in fields { members.append((field.name, try JSONValue(field.value))) }
      self = .object(members)
    case .function: throw .functionInJSON
    }
  }
}

extension JSONWriter {
  /// Writes a script's value, the members of tables in the order of their names' bytes: equal values
  /// have equal text.
  ///
  /// - Throws: What making a `JSONValue` of it throws, or writing that.
  mutating func write(_ value: LuaValue) throws {
    switch value {
    case .nil, .null: null()
    case .bool(let value): bool(value)
    case .integer(let value): integer(value)
    case .number(let value): try number(value)
    case .string(let value): string(value)
    case .bytes: throw ScriptError.bytesInJSON
    case .array(let items):
      try open("[")
      for (index, item) in items.enumerated() {
        if index > 0 { comma() }
        try write(item)
      }
      close("]")
    case .table(let fields):
      try open("{")
      let ordered = fields.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      for (index, field) in ordered.enumerated() {
        if index > 0 { comma() }
        name(field.name)
        try write(field.value)
      }
      close("}")
    case .function: throw ScriptError.functionInJSON
    }
  }
}

extension ScriptError {
  fileprivate static let bytesInJSON = ScriptError(
    .badArgument,
    "JSON cannot hold text that is not UTF-8; save the file that it came from as UTF-8")
  fileprivate static let functionInJSON = ScriptError(
    .badArgument, "json.encode cannot write a function")
}
