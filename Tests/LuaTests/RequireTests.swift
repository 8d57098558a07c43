import Lua
import Testing

@Suite struct RequireTests {
  static let modules = [
    "config": "loads = (loads or 0) + 1 local limit = op(16) return { limit = limit, name = ... }",
    "bad": "op() error('no such team')",
    "wrong": "local x = = 1",
    "nothing": "op()",
    "a": "op() local b = require('b') return b",
    "b": "op() local a = require('a') return a",
    "self": "return require('self')",
    "top": "#!/usr/bin/env sendas\nreturn place()",
  ]

  @Test func `a module may wait while it loads, and loads once`() async throws {
    let values = try await makeState(modules: Self.modules).values(
      "local c = require('config') return c.limit, c == require('config'), loads, c.name")
    #expect(values == [.integer(16), .bool(true), .integer(1), .string("config")])
  }

  @Test func `tasks that want a module that is loading wait for it`() async throws {
    let lua = try await makeState(modules: Self.modules)
    let result = await lua.run(
      """
      same = 0
      for i = 1, 10 do
        spawn(function()
          local c = require("config")
          first = first or c
          if c == first and c.limit == 16 then same = same + 1 end
        end)
      end
      """)
    #expect(result.failures.isEmpty)
    #expect(try await lua.values("return same, loads") == [.integer(10), .integer(1)])
  }

  @Test func `a module that fails can be tried again, also by those who waited`() async throws {
    let lua = try await makeState(modules: Self.modules)
    let result = await lua.run(
      """
      for i = 1, 3 do tasks.spawn(i, function() require("bad") end) end
      local ok, e = pcall(require, "bad")
      return ok, e
      """)
    #expect(try result.main.get() == [.bool(false), .string("bad.lua:1: no such team")])
    #expect(result.failures.map(\.error.message) == Array(repeating: "no such team", count: 3))
    #expect(
      result.failures.map(\.error.place)
        == Array(repeating: LuaPlace(source: "bad.lua", line: 1), count: 3))
  }

  @Test(arguments: [
    ("require('none')", "module 'none' not found"),
    ("require('self')", "modules require each other: self → self"),
    ("require('a')", "modules require each other: a → b → a"),
    ("require('wrong')", "unexpected symbol near '='"),
    ("require()", "bad argument #1 to 'require' (string expected, got no value)"),
  ])
  func `what cannot be required is said`(_ script: String, _ message: String) async throws {
    #expect(try await makeState(modules: Self.modules).error(script)?.message == message)
  }

  @Test func `two tasks that wait for each other's module are told the circle`() async throws {
    let result = try await makeState(modules: Self.modules).run(
      """
      tasks.spawn("x", function() require("a") end)
      tasks.spawn("y", function() require("b") end)
      """)
    let messages = Set(result.failures.map(\.error.message))
    #expect(messages.count == 1)
    #expect(messages.first?.hasPrefix("modules require each other: ") == true)
  }

  @Test func `a module without a value is true`() async throws {
    let values = try await makeState(modules: Self.modules).values("return require('nothing')")
    #expect(values == [.bool(true)])
  }

  @Test func `a module's lines are its own`() async throws {
    let values = try await makeState(modules: Self.modules).values("return require('top')")
    #expect(values == [.string("top.lua:2")])
  }

  @Test func `a task that is cancelled while it waits for a module lets the others load it`()
    async throws
  {
    let result = try await makeState(modules: Self.modules).run(
      """
      spawn(function() require("config") end)
      local waits = spawn(function() require("config") end)
      spawn(function() tasks.cancel(waits) end)
      return require("config").limit, loads
      """)
    #expect(try result.main.get() == [.integer(16), .integer(1)])
    #expect(result.failures.map(\.error.kind) == [.cancelled])
  }

  @Test func `loading where Lua cannot wait works for a module that does not wait`() async throws {
    let lua = try await makeState(modules: ["pure": "return 7", "config": "return op(1)"])
    let values = try await lua.values(
      """
      local got
      table.sort({ 1, 2 }, function() got = require("pure") return false end)
      local ok, e = pcall(table.sort, { 1, 2 }, function() require("config") end)
      return got, e.kind, require("config")
      """)
    #expect(values == [.integer(7), .string("cannot_wait"), .integer(1)])
  }
}
