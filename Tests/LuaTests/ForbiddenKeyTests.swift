import Lua
import Testing

/// `__gc` and `__concat`: refused before a chunk runs, and in `setmetatable`.
@Suite struct ForbiddenKeyTests {
  private static let gc = "__gc is not available: a finalizer cannot be stopped; use <close>"
  private static let concat =
    "__concat is not available: it crashes this version of Lua;"
    + " use a function or __tostring"

  @Test(arguments: [
    ("local m = {}\nm.__gc = print", gc, 2),
    ("local m = {}\r\nm.__concat = print", concat, 2),
    ("local m = setmetatable({}, {})\n\ngetmetatable(m).__concat = print", concat, 3),
    ("return {\n__gc = 1 }", gc, 2),
    ("--[[ one\ntwo ]] x['__concat'] = 1", concat, 2),
    ("x[\"__gc\"] = 1", gc, 1),
    ("x = [==[\n]]]==] rawset(x, [[__concat]], print)", concat, 2),
    ("x = 'a\\'__gc' y = 'it\\\\' z.__gc = 1", gc, 1),
    ("x = 'a\\\nb'\ny = '__gc'", gc, 3),
    ("#!/usr/bin/env sendas\nx.__gc = 1", gc, 2),
    ("x = 5 -- __gc\n.. __concat", concat, 2),
  ])
  func `a chunk that mentions one is not loaded`(_ script: String, _ message: String, _ line: Int)
    async throws
  {
    let lua = try await makeState(modules: ["m": script])
    let error = try #require(await lua.error(script))
    #expect(error.kind == .syntax)
    #expect(error.message == message)
    #expect(error.place == LuaPlace(source: "script.lua", line: line))
    await #expect(throws: LuaError.self) {
      try await lua.check(Array(script.utf8), name: "script.lua")
    }
    let module = try #require(await lua.error("require('m')"))
    #expect(module.message == message)
    #expect(module.place == LuaPlace(source: "m.lua", line: line))
    guard !script.hasPrefix("#") else { return }
    let loaded = try await lua.run("return load(...)", .string(script)).main.get()
    #expect(loaded.first == .nil)
    #expect(loaded.last?.text?.hasSuffix("]:\(line): \(message)") == true)
  }

  @Test(arguments: [
    "-- __gc\nreturn 1", "--[[ __gc\n__concat ]] return 1", "--[==[ ]] __gc ]==] return 1",
    "local x = 'about __gc and __concat' return 1", "local my__gc, __gcx, x__concat return 1",
    "local t = [[ __gc ]] return 1", "return 1 --__gc", "return 1 --[[ __gc",
  ])
  func `elsewhere it is only a word`(_ script: String) async throws {
    let lua = try await makeState()
    let error = await lua.error(script)
    #expect(error == nil || error?.message.contains("unfinished long comment") == true)
  }

  @Test func `a reader's pieces are looked at together`() async throws {
    let values = try await makeState().values(
      """
      local parts = { "x.__g", "c = 1" }
      return load(function() return table.remove(parts, 1) end)
      """)
    #expect(values == [.nil, .string("(load):1: \(Self.gc)")])
  }

  @Test func `preludes may use them`() async throws {
    try await makeState().prelude("local m = { __concat = print }", name: "p")
  }

  @Test func `a name that is put together is found when the metatable is set`() async throws {
    let lua = try await makeState()
    #expect(
      await lua.error("setmetatable({}, { ['__con' .. 'cat'] = print })")?.message == Self.concat)
    #expect(await lua.error("setmetatable({}, { ['__g' .. 'c'] = print })")?.message == Self.gc)
  }

  @Test(arguments: [
    ("load(1)", "bad argument #1 to 'load' (function expected, got number)"),
    ("error(select(2, load(function() return {} end)), 0)", "reader function must return a string"),
    ("error(select(2, load(function() error('x', 0) end)), 0)", "x"),
    ("error(select(2, load('= 1', '=chunk')), 0)", "chunk:1: unexpected symbol near '='"),
  ])
  func `load says what is wrong`(_ script: String, _ message: String) async throws {
    #expect(await (try makeState()).error(script)?.message == message)
  }
}
