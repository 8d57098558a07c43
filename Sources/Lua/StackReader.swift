import CLua
import CLuaShims

/// Reads values from a Lua stack.
///
/// Only for host mode and the state's own thread: then the calls below cannot raise. They are raw,
/// so no code of the script runs.
struct StackReader {
  /// How deep tables may be nested.
  static let maximumDepth = 100

  /// Why a value cannot leave the script, and where in it.
  struct Refusal: Error {
    var path = ""
    let text: String

    init(_ text: String) { self.text = text }

    /// The same, seen from the table that holds the value.
    func inside(_ key: String) -> Refusal {
      var outer = self
      outer.path = path.isEmpty || path.hasPrefix("[") ? key + path : "\(key).\(path)"
      return outer
    }

    /// What is wrong, as a sentence.
    func error(_ subject: String) -> LuaError {
      LuaError(
        kind: .badArgument,
        message: path.isEmpty ? "\(subject) \(text)" : "\(subject): \(path) \(text)")
    }
  }

  private let state: OpaquePointer
  private var ancestors: [UnsafeRawPointer?] = []
  /// What stands for a value that cannot leave the script; nil: it is an error.
  private let substitute: LuaValue?

  init(_ state: OpaquePointer, substitute: LuaValue? = nil) {
    self.state = state
    self.substitute = substitute
  }

  /// All values of the current frame: the arguments of that function.
  mutating func arguments(of function: LuaFunction) throws(LuaError) -> [LuaValue] {
    var values: [LuaValue] = []
    let count = lua_gettop(state)
    guard count > 0 else { return values }
    values.reserveCapacity(Int(count))
    for index in 1...count {
      do { values.append(try value(at: index)) } catch {
        throw Self.refused(error, index, of: function)
      }
    }
    return values
  }

  // Apart, so that what every call goes through stays small.
  @inline(never)
  private static func refused(
    _ refusal: Refusal, _ index: Int32, of function: LuaFunction
  ) -> LuaError {
    refusal.error("argument \(index) of \(function.name)")
  }

  /// The value at the index; after a refusal there may be more on the stack than before.
  mutating func value(at index: Int32) throws(Refusal) -> LuaValue {
    switch lua_type(state, index) {
    case LUA_TNIL, LUA_TNONE: return .nil
    case LUA_TBOOLEAN: return .bool(lua_toboolean(state, index) != 0)
    case LUA_TNUMBER:
      return lua_isinteger(state, index) != 0
        ? .integer(lua_tointegerx(state, index, nil)) : .number(lua_tonumberx(state, index, nil))
    case LUA_TSTRING: return string(at: index)
    case LUA_TTABLE: return try table(at: lua_absindex(state, index))
    case LUA_TLIGHTUSERDATA where clua_is_null(state, index): return .null
    case let type:
      if let substitute { return substitute }
      let name = type == LUA_TTHREAD ? "coroutine" : String(cString: lua_typename(state, type))
      throw Refusal("is a \(name), which cannot leave the script")
    }
  }

  private func string(at index: Int32) -> LuaValue {
    var length = 0
    let start = lua_tolstring(state, index, &length)
    let bytes = UnsafeRawBufferPointer(start: start, count: length)
    // Nearly all are ASCII, and to look at the bytes here is faster than the library's validation.
    if bytes.allSatisfy({ $0 < 0x80 }) { return .string(String(decoding: bytes, as: UTF8.self)) }
    return String(validating: bytes, as: UTF8.self).map(LuaValue.string) ?? .bytes(Array(bytes))
  }

  private mutating func table(at index: Int32) throws(Refusal) -> LuaValue {
    let identity = lua_topointer(state, index)
    if ancestors.contains(identity) { throw Refusal("is a table that contains itself") }
    guard ancestors.count < Self.maximumDepth, lua_checkstack(state, 8) != 0 else {
      throw Refusal("is nested deeper than \(Self.maximumDepth) tables")
    }
    ancestors.append(identity)
    defer { ancestors.removeLast() }
    let count = lua_Integer(bitPattern: lua_rawlen(state, index))
    if count > 0 { return try list(at: index, count) }
    if clua_is_marked_array(state, index), isEmpty(index) { return .array([]) }
    return try fields(at: index)
  }

  private func isEmpty(_ index: Int32) -> Bool {
    lua_pushnil(state)
    guard lua_next(state, index) != 0 else { return true }
    clua_pop(state, 2)
    return false
  }

  private mutating func list(at index: Int32, _ count: lua_Integer) throws(Refusal) -> LuaValue {
    try checkKeys(at: index, count)
    var items: [LuaValue] = []
    items.reserveCapacity(Int(count))
    for position in 1...count {
      guard lua_rawgeti(state, index, position) != LUA_TNIL else {
        throw Refusal("is a list with a hole at \(position)")
      }
      do { items.append(try value(at: -1)) } catch { throw error.inside("[\(position)]") }
      clua_pop(state, 1)
    }
    return .array(items)
  }

  /// A list has the keys 1 … count and no others.
  private func checkKeys(at index: Int32, _ count: lua_Integer) throws(Refusal) {
    lua_pushnil(state)
    while lua_next(state, index) != 0 {
      clua_pop(state, 1)
      if lua_isinteger(state, -1) != 0 {
        let key = lua_tointegerx(state, -1, nil)
        if key >= 1, key <= count { continue }
        throw Refusal(
          key > count
            ? "is a list with a hole before \(key)" : "is a list that also has the key \(key)")
      }
      guard lua_type(state, -1) == LUA_TSTRING, let name = string(at: -1).text else {
        throw Refusal("is a list that also has other keys")
      }
      throw Refusal("is a list that also has the name '\(name)'")
    }
  }

  private mutating func fields(at index: Int32) throws(Refusal) -> LuaValue {
    var fields: [LuaValue.Field] = []
    // As many as a row or a call's table of arguments mostly has.
    fields.reserveCapacity(4)
    lua_pushnil(state)
    while lua_next(state, index) != 0 {
      guard lua_type(state, -2) == LUA_TSTRING, let name = string(at: -2).text else {
        throw Refusal("is a table with a key that is neither a name nor one of 1, 2, 3 …")
      }
      do { fields.append(LuaValue.Field(name, try value(at: -1))) } catch {
        throw error.inside(name)
      }
      clua_pop(state, 1)
    }
    fields.sort { $0.name < $1.name }
    return .table(fields)
  }
}
