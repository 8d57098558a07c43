import Lua
import Testing

@Suite struct ErrorTests {
  @Test func `a thrown error is a table with fields, a place and a readable text`() async throws {
    let lua = try await makeState()
    for call in ["refuse", "op_refuse"] {
      let values = try await lua.values(
        """
        local ok, e = pcall(\(call))
        local ok, f = pcall(function()
          \(call)()
        end)
        return ok, e.kind, e.message, e.status, tostring(e), getmetatable(e), f.where
        """)
      #expect(
        values == [
          .bool(false), .string("forbidden"), .string("not yours to grant"), .integer(403),
          .string("forbidden (403): not yours to grant"), .bool(false), .string("script.lua:3"),
        ])
    }
  }

  @Test func `an uncaught one reaches Swift with fields, place and traceback`() async throws {
    let lua = try await makeState()
    for call in ["refuse", "op_refuse"] {
      let error = try #require(await lua.error("local function grant()\n\(call)() end\ngrant()"))
      #expect(error.kind == LuaError.forbidden.kind)
      #expect(error.message == "not yours to grant")
      #expect(error.fields == LuaError.forbidden.fields)
      #expect(error.place == LuaPlace(source: "script.lua", line: 2))
      #expect(error.traceback?.contains("script.lua:3: in main chunk") == true)
      #expect(error.description == "script.lua:2: forbidden: not yours to grant")
    }
  }

  @Test func `an error that is caught and raised again keeps its fields`() async throws {
    let lua = try await makeState()
    let error = await lua.error("local ok, e = pcall(refuse) error(e)")
    #expect(error?.fields == LuaError.forbidden.fields)
    let through = await lua.error("coroutine.wrap(function() op() refuse() end)()")
    #expect(through?.fields == LuaError.forbidden.fields)
  }

  @Test func `a text is a text for pcall, and an error with a place when nobody catches it`()
    async throws
  {
    let lua = try await makeState()
    #expect(
      try await lua.values("return select(2, pcall(error, 'a')), select(2, pcall(error, 'b', 0))")
        == [.string("a"), .string("b")])
    let error = try #require(await lua.error("\n\nerror('no such team')"))
    #expect(error.kind == .script)
    #expect(error.message == "no such team")
    #expect(error.place == LuaPlace(source: "script.lua", line: 3))
    #expect(error.traceback?.contains("script.lua:3: in main chunk") == true)
    #expect(error.description == "script.lua:3: no such team")
  }

  @Test func `the place of a text is the one that it names`() async throws {
    let error = try await makeState().error(
      """
      local function need(x)
        if not x then error("needs x", 2) end
      end
      need()
      """)
    #expect(error?.place == LuaPlace(source: "script.lua", line: 4))
    #expect(error?.message == "needs x")
  }

  @Test func `Lua's own errors have places, too`() async throws {
    let error = try await makeState().error("local t\nreturn t.x")
    #expect(error?.place == LuaPlace(source: "script.lua", line: 2))
    #expect(error?.message == "attempt to index a nil value (local 't')")
  }

  @Test func `foreign error values arrive as they are`() async throws {
    let lua = try await makeState()
    let table = try #require(await lua.error("error({ code = 42 })"))
    #expect(table.kind == .script)
    #expect(table.fields == [.init("code", .integer(42))])
    #expect(table.message == "the script raised a table without a message (fields: code)")
    #expect(table.place == LuaPlace(source: "script.lua", line: 1))
    let named = await lua.error("error({ kind = 'bad_input', message = 'row 3', row = 3 })")
    #expect(named?.kind.rawValue == "bad_input")
    #expect(named?.message == "row 3")
    #expect(named?.fields == [.init("row", .integer(3))])
    #expect(await lua.error("error()")?.message == "the script raised nil")
    #expect(await lua.error("error(12)")?.message == "12")
    #expect(
      await lua.error("error(print)")?.message == "a value that cannot leave the script")
    #expect(await lua.error("local t = {} t.t = t error(t)")?.kind == .script)
  }

  @Test func `an error object may say itself what it means`() async throws {
    let error = try await makeState().error(
      """
      local Err = { __tostring = function(e) return "code " .. e.code end }
      error(setmetatable({ code = 42 }, Err))
      """)
    #expect(error?.message == "code 42")
    #expect(error?["code"] == .integer(42))
  }

  @Test func `the script's error table stays as it was`() async throws {
    let values = try await makeState().values(
      """
      shared = { kind = "mine" }
      spawn(function() error(shared) end)
      op()
      local n = 0
      for _ in pairs(shared) do n = n + 1 end
      return n
      """)
    #expect(values == [.integer(1)])
  }

  @Test func `a new error table of a prelude has the script's place and a readable text`()
    async throws
  {
    let lua = try await makeState()
    try await lua.prelude(
      """
      function check(x)
        if not x then error({ kind = "bad_input", message = "x is missing" }) end
      end
      """, name: "check")
    let values = try await lua.values(
      "\nlocal ok, e = pcall(function() check() end) return tostring(e), e.where")
    #expect(values == [.string("bad_input: x is missing"), .string("script.lua:2")])
    let error = await lua.error("\n\ncheck()")
    #expect(error?.kind.rawValue == "bad_input")
    #expect(error?.place == LuaPlace(source: "script.lua", line: 3))
    #expect(error?.fields == [])
  }

  @Test func `other errors of Swift are described by who opened the state`() async throws {
    struct Odd: Error {}
    let lua = try await LuaState { error in
      LuaError(kind: .init(rawValue: "odd"), message: "very", cause: error)
    }
    await lua.define("odd", .function(LuaFunction("odd") { _ in throw Odd() }))
    await lua.define(
      "later", .function(LuaFunction("later", suspends: true) { _ in .later { throw Odd() } }))
    #expect(await lua.error("odd()")?.kind.rawValue == "odd")
    #expect(await lua.error("later()")?.message == "very")
    #expect(LuaError(Odd()).kind == .host)
    #expect(LuaError(CancellationError()).kind == .cancelled)
  }

  @Test func `close handlers run, and may wait`() async throws {
    let values = try await makeState().values(
      """
      local closed
      local ok, e = pcall(function()
        local x <close> = setmetatable({}, { __close = function() closed = op(true) end })
        refuse()
      end)
      return e.kind, closed
      """)
    #expect(values == [.string("forbidden"), .bool(true)])
  }
}
