import Lua
import Testing

/// Tables that scripts can use but not change.
@Suite struct LockTests {
  static let prelude = """
    \(lockedLibrary)
    env.sendas = tasks.lock({ grant = function() return 1 end, list = { 1 } }, "sendas",
      function(_, name) error("sendas has no '" .. tostring(name) .. "'", 2) end)
    env.items = tasks.lock({ 1, 2, 3 }, "items")
    return env
    """

  private func state() async throws -> LuaState {
    let lua = try await makeState()
    try await lua.prelude(Self.prelude, name: "sandbox")
    return lua
  }

  @Test(arguments: [
    ("string.format = print", "string"), ("string.new = print", "string"),
    ("rawset(string, 'format', print)", "string"), ("rawset(math, 'new', 1)", "math"),
    ("table.insert(table, 1)", "table"), ("table.move({ 1 }, 1, 1, 1, utf8)", "utf8"),
    ("coroutine.wrap = nil", "coroutine"), ("os.time = nil", "os"), ("debug.x = 1", "debug"),
    ("sendas.grant = nil", "sendas"), ("for k in pairs(math) do math[k] = nil end", "math"),
  ])
  func `a change is refused`(_ script: String, _ name: String) async throws {
    let lua = try await state()
    let error = await lua.error("\n\(script)")
    #expect(error?.message == "\(name) cannot be changed")
    #expect(error?.place == LuaPlace(source: "script.lua", line: 2))
  }

  @Test func `so is a new metatable, and the metatable of strings is nobody's`() async throws {
    let values = try await state().values(
      """
      return getmetatable(string), pcall(setmetatable, string, {}),
        (pcall(function() local s = "x" s.y = 1 end)), getmetatable("")
      """)
    #expect(values == [.bool(false), .bool(false), .bool(false), .bool(false)])
  }

  @Test func `everything else is as before`() async throws {
    let values = try await state().values(
      """
      local names = 0
      for name, f in pairs(string) do
        assert(string[name] == f)
        names = names + 1
      end
      local t = {}
      rawset(t, 1, 2)
      rawset(setmetatable(t, { __newindex = error }), 2, 3)
      return string.format("%d", 1), ("x"):rep(2), math.max(1, 2), names > 10, math.nothing,
        #t, #items, items[3], sendas.grant(), sendas.list[1]
      """)
    #expect(
      values == [
        .string("1"), .string("xx"), .integer(2), .bool(true), .nil, .integer(2), .integer(3),
        .integer(3), .integer(1), .integer(1),
      ])
  }

  @Test func `a name that is missing can be an error with a place`() async throws {
    let error = await (try state()).error("\nsendas.grnt()")
    #expect(error?.message == "sendas has no 'grnt'")
    #expect(error?.place == LuaPlace(source: "script.lua", line: 2))
  }
}
