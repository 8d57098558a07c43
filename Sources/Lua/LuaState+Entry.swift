import CLua
import CLuaShims

// Functions of preludes as main tasks, for those who run a script piece by piece.
extension LuaState {
  /// Calls a function that a prelude has set in the raw globals, as `run` runs a script.
  ///
  /// - Parameters:
  ///   - path: Names joined by dots, as `host.evaluate`.
  ///   - arguments: What it is called with.
  ///   - chunk: The name of the text that it will compile, which messages may begin with.
  /// - Returns: How the function and the tasks that it has started ended.
  public func call(
    _ path: String, _ arguments: [LuaValue], compiling chunk: String
  ) async -> LuaRunResult {
    chunks.insert(chunk)
    return await run { () throws(LuaError) in
      try push(path)
      var state: OpaquePointer?
      var pin: Int32 = 0
      clua_begin(host, &state, &pin)
      // Not nil: clua_begin always makes one; memory is not refused in host mode.
      return try begin(state!, pin, arguments)
    }
  }

  /// Puts the function of that path on top of the main stack.
  private func push(_ path: String) throws(LuaError) {
    clua_enter(host)
    defer { clua_leave(host) }
    let writer = StackWriter(main)
    let top = lua_gettop(main)
    clua_push_globals(main)
    for name in path.split(separator: ".") {
      let isTable = lua_type(main, -1) == LUA_TTABLE
      guard isTable else { break }
      try writer.push(.string(String(name)))
      _ = lua_rawget(main, -2)
    }
    guard lua_type(main, -1) == LUA_TFUNCTION else {
      lua_settop(main, top)
      throw LuaError(kind: .host, message: "no prelude has set a function \(path)")
    }
    lua_rotate(main, top + 1, 1)
    lua_settop(main, top + 1)
  }
}
