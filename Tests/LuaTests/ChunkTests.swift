import Lua
import Testing

@Suite struct ChunkTests {
  @Test func `a script gets its arguments and returns its results`() async throws {
    let result = try await makeState().run("return select('#', ...), ...", .string("a"), .nil)
    #expect(try result.main.get() == [.integer(2), .string("a"), .nil])
  }

  @Test(arguments: ["", "\u{FEFF}", "#!/usr/bin/env sendas", "\u{FEFF}#!/usr/bin/env sendas"])
  func `a mark and a first line for the shell are skipped, lines are kept`(_ start: String)
    async throws
  {
    let lua = try await makeState()
    #expect(try await lua.values("\(start)\nreturn place()") == [.string("script.lua:2")])
    #expect(try await lua.values(start) == [])
  }

  @Test func `a syntax error has its place`() async throws {
    let lua = try await makeState()
    let error = try #require(await lua.error("local a\nlocal b = = 1"))
    #expect(error.kind == .syntax)
    #expect(error.message == "unexpected symbol near '='")
    #expect(error.place == LuaPlace(source: "script.lua", line: 2))
    #expect(!error.isIncomplete)
    #expect(error.description == "script.lua:2: unexpected symbol near '='")
  }

  @Test func `a chunk that only lacks its end is incomplete`() async throws {
    let lua = try await makeState()
    await #expect {
      try await lua.check(Array("for i = 1, 3 do\n".utf8), name: "script.lua")
    } throws: { error in
      let error = error as? LuaError
      return error?.kind == .syntax && error?.isIncomplete == true
        && error?.message == "'end' expected (to close 'for' at line 1) near <eof>"
    }
  }

  @Test func `check runs nothing`() async throws {
    let lua = try await makeState()
    try await lua.check(Array("ran = true".utf8), name: "script.lua")
    #expect(try await lua.values("return ran") == [.nil])
  }

  @Test func `a precompiled chunk is refused`() async throws {
    let error = try await makeState().error("\u{1B}Lua")
    #expect(error?.kind == .syntax)
  }

  @Test func `a chunk with a long name keeps it`() async throws {
    let name = String(repeating: "folder/", count: 12) + "script.lua"
    let lua = try await makeState()
    let result = await lua.run(Array("\nerror('x')".utf8), name: name)
    #expect(result.error?.place == LuaPlace(source: name, line: 2))
    #expect(result.error?.message == "x")
    let syntax = await lua.run(Array("\n=".utf8), name: name)
    #expect(syntax.error?.place == LuaPlace(source: name, line: 2))
  }

  @Test func `define makes the tables on the way`() async throws {
    let lua = try await makeState()
    await lua.define("a.b.c", .integer(1))
    await lua.define("a.b.d", .integer(2))
    await lua.define("e", .array([.integer(3)]))
    #expect(
      try await lua.values("return a.b.c, a.b.d, e[1]") == [.integer(1), .integer(2), .integer(3)])
  }

  @Test(arguments: [
    ("x = = 1", LuaError.Kind.syntax, "unexpected symbol near '='"),
    ("local t t.x = 1", .script, "[broken]:1: attempt to index a nil value (local 't')"),
    ("op()", .cannotWait, "op waits for an answer, and Lua cannot wait inside a library callback"),
    ("refuse()", LuaError.forbidden.kind, "not yours to grant"),
  ])
  func `a broken prelude is an error`(_ source: String, _ kind: LuaError.Kind, _ message: String)
    async throws
  {
    let lua = try await makeState()
    await #expect {
      try await lua.prelude(source, name: "broken")
    } throws: { error in
      let error = error as? LuaError
      return error?.kind == kind && error?.message.hasPrefix(message) == true
    }
    #expect(try await lua.values("return 1") == [.integer(1)])
  }
}
