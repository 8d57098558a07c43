import Lua
import Testing

@Suite struct SandboxTests {
  @Test(arguments: [
    "io", "package", "dofile", "loadfile", "os.execute", "os.exit", "os.getenv", "os.remove",
    "os.rename", "os.setlocale", "os.tmpname", "string.dump", "debug.getinfo", "debug.sethook",
    "debug.getregistry", "debug.getupvalue", "debug.getmetatable", "debug.setmetatable",
  ])
  func `there is no`(_ name: String) async throws {
    #expect(try await makeState().values("return \(name)") == [.nil])
  }

  @Test func `what is harmless is there`() async throws {
    let values = try await makeState().values(
      """
      return type(os.time()), type(os.clock()), type(os.date()), os.difftime(2, 1),
        utf8.char(228), math.max(1, 2), ("x"):rep(2), debug.traceback("m"):match("^m\\n") ~= nil,
        type(collectgarbage("count")), select("#", table.unpack({ 1, 2 }))
      """)
    #expect(
      values == [
        .string("number"), .string("number"), .string("string"), .number(1), .string("ä"),
        .integer(2), .string("xx"), .bool(true), .string("number"), .integer(2),
      ])
  }

  @Test(arguments: [
    ("setmetatable({}, { __gc = print })", "__gc is not available"),
    ("setmetatable({}, { __concat = print })", "__concat is not available"),
    ("setmetatable(1, {})", "bad argument #1 to 'setmetatable' (table expected, got number)"),
    ("setmetatable({}, 1)", "bad argument #2 to 'setmetatable' (nil or table expected"),
    (
      "setmetatable(setmetatable({}, { __metatable = 1 }), {})",
      "cannot change a protected metatable"
    ),
    ("collectgarbage('stop')", "only collectgarbage(\"count\") is available"),
    ("getmetatable('').x = 1", "attempt to index a boolean value"),
  ])
  func `is refused`(_ script: String, _ message: String) async throws {
    let error = try await makeState().error(script)
    #expect(error?.message.hasPrefix(message) == true)
    #expect(error?.place == LuaPlace(source: "script.lua", line: 1))
  }

  @Test func `load takes text only, whatever mode is asked for`() async throws {
    let values = try await makeState().values(
      """
      local f, e = load("\\27Lua", "x", "b")
      local parts = { "return ", "1" }
      local g = load(function() return table.remove(parts, 1) end)
      return f, e, load("return 1", "x", "b")(), g(), load("return x", "=x", "t", { x = 3 })()
      """)
    #expect(
      values == [
        .nil, .string("attempt to load a binary chunk (mode is 't')"), .integer(1), .integer(1),
        .integer(3),
      ])
  }

  /// As the sandbox of the scripting library does it.
  static let environment = """
    local env = { _G = false }
    for _, name in ipairs{ "pcall", "load", "require", "tostring", "error", "rawget" } do
      env[name] = _G[name]
    end
    env._G = env
    return setmetatable(env, {
      __index = function(_, name) error(("undefined global '%s'"):format(name), 2) end,
      __metatable = false,
    })
    """

  @Test func `the table that a prelude returns is what scripts, modules and load see`()
    async throws
  {
    let lua = try await makeState(modules: ["m": "fromModule = 2 return rawget(_G, 'echo') == nil"])
    try await lua.prelude(Self.environment, name: "sandbox")
    let values = try await lua.values(
      """
      mine = 1
      load("fromLoad = 3")()
      return require("m"), _G.mine, fromModule, fromLoad, rawget(_G, "spawn"),
        (pcall(load("echo()")))
      """)
    #expect(
      values == [.bool(true), .integer(1), .integer(2), .integer(3), .nil, .bool(false)])
  }

  @Test func `an undefined global is an error at the script's line`() async throws {
    let lua = try await makeState()
    try await lua.prelude(Self.environment, name: "sandbox")
    let error = try #require(await lua.error("local x = 1\nprnt(x)"))
    #expect(error.message == "undefined global 'prnt'")
    #expect(error.place == LuaPlace(source: "script.lua", line: 2))
    #expect(error.description == "script.lua:2: undefined global 'prnt'")
  }

  @Test func `scripts of one state share their globals`() async throws {
    let lua = try await makeState()
    _ = await lua.run("x = 1")
    #expect(try await lua.values("return x") == [.integer(1)])
  }
}
