import CLua
import CLuaShims

/// Pushes values onto a Lua stack.
///
/// Only for host mode and the state's own thread: then the calls below cannot raise.
struct StackWriter {
  private let state: OpaquePointer

  init(_ state: OpaquePointer) { self.state = state }

  /// Pushes all of them, or none.
  ///
  /// - Throws: When Lua's stack, of a million slots, is full.
  func push(_ values: [LuaValue]) throws(LuaError) {
    let top = lua_gettop(state)
    guard let count = Int32(exactly: values.count), lua_checkstack(state, count) != 0 else {
      throw .stackOverflow
    }
    do { for value in values { try push(value) } } catch {
      lua_settop(state, top)
      throw error
    }
  }

  /// Pushes one value.
  func push(_ value: LuaValue) throws(LuaError) {
    guard lua_checkstack(state, 4) != 0 else { throw .stackOverflow }
    switch value {
    case .nil: lua_pushnil(state)
    case .null: clua_push_null(state)
    case .bool(let value): lua_pushboolean(state, value ? 1 : 0)
    case .integer(let value): lua_pushinteger(state, value)
    case .number(let value): lua_pushnumber(state, value)
    case .string(let value): push(value)
    case .bytes(let value):
      value.withUnsafeBytes { bytes in
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        _ = lua_pushlstring(state, start, bytes.count)
      }
    case .array(let items): try pushArray(items)
    case .table(let fields): try pushTable(fields)
    case .function(let function):
      let known = Unmanaged.passUnretained(function).toOpaque()
      if clua_push_known_function(state, known) { return }
      // Lua holds it from here on, and lets it go when it collects the closure.
      clua_push_function(state, Unmanaged.passRetained(function).toOpaque(), function.suspends)
    }
  }

  /// Pushes the error's table.
  func push(_ error: LuaError, place: LuaPlace?) throws(LuaError) {
    try push(error.table(place: place))
    clua_set_error_metatable(state)
  }

  /// Pushes the error's table; on a stack that is full, a bare string for which C has left room.
  func pushAnyhow(_ error: LuaError, place: LuaPlace?) {
    let top = lua_gettop(state)
    do { try push(error, place: place) } catch {
      lua_settop(state, top)
      push(error.message)
    }
  }

  private func pushArray(_ items: [LuaValue]) throws(LuaError) {
    lua_createtable(state, Int32(clamping: items.count), 0)
    if items.isEmpty { clua_mark_array(state) }
    for (offset, item) in items.enumerated() {
      try push(item)
      lua_rawseti(state, -2, lua_Integer(offset + 1))
    }
  }

  private func pushTable(_ fields: [LuaValue.Field]) throws(LuaError) {
    lua_createtable(state, 0, Int32(clamping: fields.count))
    for field in fields {
      push(field.name)
      try push(field.value)
      lua_rawset(state, -3)
    }
  }

  /// Pushes a string.
  func push(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { chars in
        _ = lua_pushlstring(state, chars.baseAddress, chars.count)
      }
    }
  }
}
