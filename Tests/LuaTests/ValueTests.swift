import Lua
import Testing

@Suite struct ValueTests {
  @Test(arguments: [
    LuaValue.nil, .null, .bool(true), .bool(false), .integer(.max), .integer(.min), .integer(0),
    .number(0.5), .number(3), .number(-.infinity), .string(""), .string("a\0b"), .string("é"),
    .bytes([0xff, 0]), .array([]), .table([]), .array([.integer(1), .null, .array([])]),
    .table([.init("a", .integer(1)), .init("b", .table([.init("c", .array([.bool(true)]))]))]),
  ])
  func `a value is the same after its way through Lua`(_ value: LuaValue) async throws {
    let result = try await makeState().run("return echo(...)", value)
    #expect(try result.main.get() == [value])
  }

  @Test func `what scripts write is what Swift sees`() async throws {
    let values = try await makeState().values(
      """
      return echo(5, 5.0, 1e3, "x", {}, { 1, 2 }, { b = 1, a = { c = {} } }, setmetatable({ 1 },
        { __index = function() error("not called") end, __len = function() return 9 end }))
      """)
    #expect(
      values == [
        .integer(5), .number(5), .number(1000), .string("x"), .table([]),
        .array([.integer(1), .integer(2)]),
        .table([.init("a", .table([.init("c", .table([]))])), .init("b", .integer(1))]),
        .array([.integer(1)]),
      ])
  }

  @Test func `null is true, is one value, and is called null`() async throws {
    let result = try await makeState().run(
      "local null = ... return null and true, null == echo(null), tostring(null), type(null)",
      .null)
    #expect(
      try result.main.get() == [.bool(true), .bool(true), .string("null"), .string("userdata")])
  }

  @Test func `an empty list stays one until something is in it`() async throws {
    let result = try await makeState().run(
      "local t = ... local a = echo(t) t.name = 1 return a, echo(t), setmetatable(t, {}) == t",
      .array([]))
    #expect(
      try result.main.get() == [.array([]), .table([.init("name", .integer(1))]), .bool(true)])
  }

  @Test(arguments: [
    ("echo(1, print)", "argument 2 of echo is a function, which cannot leave the script"),
    (
      "echo({ grants = { 1, 2, { user = print } } })",
      "argument 1 of echo: grants[3].user is a function, which cannot leave the script"
    ),
    (
      "echo({ { coroutine.create(print) } })",
      "argument 1 of echo: [1][1] is a coroutine, which cannot leave the script"
    ),
    ("echo({ 1, 2, nil, 4 })", "argument 1 of echo is a list with a hole at 3"),
    ("echo({ 1, x = 2 })", "argument 1 of echo is a list that also has the name 'x'"),
    ("echo({ 1, [0] = 2 })", "argument 1 of echo is a list that also has the key 0"),
    ("echo({ 1, [true] = 2 })", "argument 1 of echo is a list that also has other keys"),
    (
      "echo({ a = { [1.5] = 2 } })",
      "argument 1 of echo: a is a table with a key that is neither a name nor one of 1, 2, 3 …"
    ),
    (
      "echo({ grants = { {}, { 1, user = 2 } } })",
      "argument 1 of echo: grants[2] is a list that also has the name 'user'"
    ),
    (
      "local a = {} a.b = { { c = a } } echo({ a })",
      "argument 1 of echo: [1].b[1].c is a table that contains itself"
    ),
    (
      "local t = {} t.t = { t } echo(t)", "argument 1 of echo: t[1] is a table that contains itself"
    ),
  ])
  func `what cannot leave the script is refused with its place`(
    _ script: String, _ message: String
  ) async throws {
    let error = try await makeState().error(script)
    #expect(error?.kind == .badArgument)
    #expect(error?.message == message)
    #expect(error?.place == LuaPlace(source: "script.lua", line: 1))
  }

  @Test func `a list with a gap far out is refused`() async throws {
    let error = try await makeState().error("local t = { 1, 2 } t[9] = 1 echo(t)")
    #expect(error?.kind == .badArgument)
    #expect(error?.message.contains("hole") == true)
  }

  @Test func `tables may be nested a hundred deep`() async throws {
    let lua = try await makeState()
    let nest = "local t = {} for i = 2, %d do t = { x = t } end echo(t)"
    #expect(await lua.error(nest.replacing("%d", with: "100")) == nil)
    let error = await lua.error(nest.replacing("%d", with: "101"))
    #expect(error?.message.hasSuffix("is nested deeper than 100 tables") == true)
  }

  @Test func `the same table twice is no circle`() async throws {
    #expect(
      try await makeState().values("local t = { 1 } return echo({ t, t })")
        == [.array([.array([.integer(1)]), .array([.integer(1)])])])
  }

  @Test func `a result that cannot leave the script is nil, and the run has succeeded`()
    async throws
  {
    #expect(
      try await makeState().values("return 1, print, { x = print }, 2")
        == [.integer(1), .nil, .nil, .integer(2)])
  }

  @Test func `fields are found by name`() {
    let value = LuaValue.table([.init("a", .integer(3)), .init("b", .string("x"))])
    #expect(value["a"].integerValue == 3)
    #expect(value["b"].text == "x")
    #expect(value["c"].isNil)
    #expect(LuaValue.string("a")["a"].isNil)
    #expect(LuaValue.number(3).integerValue == 3)
    #expect(LuaValue.number(3.5).integerValue == nil)
    #expect(LuaValue.table([]).items == [])
  }

  @Test func `too many values for Lua's stack are an error, not a crash`() async throws {
    let many = LuaFunction("many") { _ in
      .values(Array(repeating: .integer(1), count: 1_100_000))
    }
    let later = LuaFunction("later", suspends: true) { _ in
      .waiting { Array(repeating: .integer(1), count: 1_100_000) }
    }
    let lua = try await makeState(extra: [many, later])
    #expect(await lua.error("many()")?.message == "stack overflow")
    #expect(await lua.error("later()")?.message == "stack overflow")
  }
}
