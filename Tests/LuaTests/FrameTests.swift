import Lua
import Testing

/// The stack that an error carries, and the tasks that it went through.
@Suite struct FrameTests {
  /// A line of the script, and the function in it.
  private static func line(_ line: Int, _ function: String? = nil, of source: String = "script.lua")
    -> LuaFrame
  { LuaFrame(.script, place: LuaPlace(source: source, line: line), function: function) }

  private static func host(_ function: String) -> LuaFrame { LuaFrame(.host, function: function) }

  /// A function of a prelude that calls the script's in a task, as a batch does.
  private static let prelude = """
    local tasks = ...
    batch = {}
    function batch.each(items, fn)
      local parent, ok, err = tasks.current(), true, nil
      for _, item in ipairs(items) do
        tasks.spawn("item " .. item, function()
          local function settle(good, ...)
            if ok and not good then ok, err = false, (...) end
            tasks.wake(parent)
          end
          settle(xpcall(fn, tasks.traceback, item))
        end)
        tasks.park()
      end
      if not ok then error(err, 0) end
    end
    """

  private func error(_ script: String, modules: [String: String] = [:]) async throws -> LuaError {
    let lua = try await makeState(modules: modules)
    try await lua.prelude(Self.prelude, name: "batch")
    return try #require(await lua.error(script))
  }

  @Test func `frames have lines and names, and what Swift has refused is one of them`()
    async throws
  {
    let error = try await error(
      """
      local function inner() op() refuse() end
      function outer()
        inner()
        return 1
      end
      local t = setmetatable({}, { __index = function() outer() return 1 end })
      local x = t.x
      """)
    #expect(
      error.frames == [
        Self.host("refuse"), Self.line(1, "inner"), Self.line(3, "outer"), Self.line(6, "__index"),
        Self.line(7),
      ])
    #expect(error.tasks == [])
  }

  @Test func `functions of the library that call the script are named`() async throws {
    let error = try await error(
      """
      local function compare() error("x") end
      pcall(table.sort, {})
      table.sort({ 2, 1 }, compare)
      """)
    #expect(error.frames == [Self.line(1), Self.host("table.sort"), Self.line(3)])
    #expect(error.frames.map(\.isScript) == [true, false, true])
  }

  @Test func `frames go on through coroutines, and through each that raises the error again`()
    async throws
  {
    let script = """
      local function deep() op() error(%@) end
      local co = coroutine.wrap(function()
        local inner = coroutine.create(function()
          deep()
        end)
        local ok, e = coroutine.resume(inner)
        error(e, 0)
      end)
      co()
      """
    for value in ["'x'", "{ kind = 'odd', message = 'x' }"] {
      let error = try await error(script.replacing("%@", with: value))
      #expect(
        error.frames == [
          Self.line(1, "deep"), Self.line(4), LuaFrame(.coroutine), Self.line(6),
          LuaFrame(.coroutine), Self.line(9),
        ])
      #expect(error.place == LuaPlace(source: "script.lua", line: 1))
    }
  }

  @Test(arguments: ["'x'", "{ kind = 'odd', message = 'x' }", "setmetatable({}, {})"])
  func `an error that a prelude raises again has its first frames, and the task's origin`(
    _ value: String
  ) async throws {
    let error = try await error(
      """
      local function work(item)
        op()
        if item == 2 then error(\(value)) end
      end
      tasks.spawn("outer", function()
        batch.each({ 1, 2, 3 }, function() op() error("of another task") end)
      end)
      local ok, e = pcall(batch.each, { 1 }, function() error('another') end)
      local function fails() batch.each({ 1, 2 }, work) end
      fails()
      """)
    #expect(error.frames == [Self.line(3)])
    #expect(error.place == LuaPlace(source: "script.lua", line: 3))
    #expect(
      error.tasks == [
        LuaOrigin(title: "item 2", spawnedAt: LuaPlace(source: "script.lua", line: 9))
      ])
  }

  @Test func `tasks in tasks are all told`() async throws {
    let lua = try await makeState()
    let result = await lua.run(
      """
      tasks.spawn("a", function()
        local function start() tasks.spawn("b", function() op() error("x") end) end
        start()
      end)
      """)
    let error = try #require(result.failures.first?.error)
    #expect(
      error.tasks == [
        LuaOrigin(title: "b", spawnedAt: LuaPlace(source: "script.lua", line: 2)),
        LuaOrigin(title: "a", spawnedAt: LuaPlace(source: "script.lua", line: 1)),
      ])
    #expect(error.frames == [Self.line(2)])
  }

  @Test(arguments: [
    (#""batch item", 3, "row 4""#, "batch item 3 (row 4)"), (#""batch item", 3"#, "batch item 3"),
    (#""phase""#, "phase"), ("nil", "a"), ("'kind', 7, nil", "kind 7"),
  ])
  func `a task has a title, and a number and a name where many have the same`(
    _ given: String, _ title: String
  ) async throws {
    let result = try await makeState().run(
      #"tasks.spawn("a", \#(given), function(...) error((...)) end, "x")"#)
    let error = try #require(result.failures.first?.error)
    #expect(error.tasks.map(\.title) == [title])
    #expect(error.message == "x")
  }

  @Test func `scripts see the errors that they have raised`() async throws {
    let lua = try await makeState()
    try await lua.prelude(
      "local tasks = ... function guard(fn, ...) return xpcall(fn, tasks.traceback, ...) end",
      name: "guard")
    let values = try await lua.values(
      """
      local mine = { 1 }
      local _, a = guard(error, mine)
      local _, b = guard(error, "text", 0)
      local _, c = guard(error)
      local _, d = guard(function() op() local x <close> = setmetatable({}, {
        __close = function(_, e) op(e) end }) op_refuse() end)
      local ok, e = guard(op, 5)
      local n = 0
      for _ in pairs(mine) do n = n + 1 end
      return a == mine, n, getmetatable(a), b, c, d.kind, ok, e
      """)
    #expect(
      values == [
        .bool(true), .integer(1), .nil, .string("text"), .nil, .string("forbidden"), .bool(true),
        .integer(5),
      ])
  }

  @Test func `the same text raised elsewhere has its own frames`() async throws {
    let error = try await error(
      """
      pcall(coroutine.wrap(function() error("same", 0) end))
      batch.each({ 1 }, function() end)
      local function again() local t = nil + 1 end
      pcall(batch.each, { 1 }, function() error("same", 0) end)
      error("same")
      """)
    #expect(error.frames == [Self.line(5)])
  }

  @Test func `a module's error shows who required it`() async throws {
    let error = try await error(
      "local function use() require('bad') end\nuse()", modules: ["bad": "op()\nerror('x')"])
    #expect(
      error.frames == [
        Self.line(2, of: "bad.lua"), Self.host("require"), Self.line(1, "use"), Self.line(2),
      ])
  }

  @Test func `of a stack that has overflowed only both ends are kept`() async throws {
    let error = try await error("local function deep(n) return 1 + deep(n + 1) end\n\ndeep(1)")
    #expect(error.message.contains("stack overflow"))
    let left = error.frames.compactMap {
      if case .leftOut(let count) = $0.kind { count } else { nil }
    }
    #expect(left.count == 1)
    #expect(left[0] > 1000)
    #expect(error.frames.count < 40)
    #expect(error.frames.last == Self.line(3))
  }

  @Test func `many errors leave nothing behind`() async throws {
    let lua = try await makeState()
    let script = """
      for i = 1, 2000 do
        pcall(coroutine.wrap(function() error("text " .. i) end))
        pcall(coroutine.wrap(function() error({ i }) end))
      end
      """
    _ = await lua.run(script)
    let peak = await lua.memory.peak
    for _ in 1...5 { _ = await lua.run(script) }
    #expect(await lua.memory.peak < 2 * peak)
  }
}
