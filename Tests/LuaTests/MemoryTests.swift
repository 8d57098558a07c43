import Lua
import Testing

@Suite struct MemoryTests {
  static let limits = {
    var limits = LuaLimits()
    limits.memory = 4 << 20
    return limits
  }()
  static let message = "the script holds more than 4 MiB; raise it with --memory"

  @Test(arguments: [
    ("a huge table", "local t = {}\nfor i = 1, 1e9 do t[i] = { i } end"),
    ("a huge string", "\nreturn string.rep('x', 1 << 30)"),
    ("too much from Swift", "\nlocal s = megabytes(10) reached = true"),
    ("too much from Swift, later", "\nlocal s = op_megabytes(10) reached = true"),
    ("something huge in pcall", "\nwhile true do pcall(string.rep, 'x', 1 << 30) end"),
    (
      "something huge in a coroutine",
      "\nwhile true do coroutine.resume(coroutine.create(string.rep), 'x', 1 << 30) reached = 1 end"
    ),
    ("too much from Swift in pcall", "\nwhile true do pcall(megabytes, 10) end"),
    ("a module that is huge when it runs", "\nrequire('huge')"),
  ])
  func `the limit ends a script, whatever it catches, that makes`(_ name: String, _ script: String)
    async throws
  {
    let lua = try await makeState(
      Self.limits, modules: ["huge": "\npcall(string.rep, 'x', 1 << 30) reached = true"])
    let error = try #require(await lua.error(script))
    #expect(error.kind == .memory)
    #expect(error.message == Self.message)
    #expect(
      error.place == LuaPlace(source: name.contains("module") ? "huge.lua" : "script.lua", line: 2))
    #expect(error.frames.first { $0.isScript }?.place == error.place)
    #expect(await lua.memory.peak < 16 << 20)
  }

  @Test func `all tasks end with it, and nothing runs in that state any more`() async throws {
    let log = Log()
    let note = LuaFunction("note") { call in
      log.add(call.arguments.first?.text ?? "")
      return .values([])
    }
    let lua = try await makeState(Self.limits, extra: [note])
    let result = await lua.run(
      """
      local function waits(how)
        local x <close> = setmetatable({}, { __close = function() note("closed") end })
        pcall(how)
        note("went on")
      end
      tasks.spawn("a", waits, never)
      tasks.spawn("b", waits, tasks.park)
      op()
      local x <close> = setmetatable({}, { __close = function() note("closed") end })
      pcall(string.rep, 'x', 1 << 30)
      note("went on")
      """)
    #expect(result.error?.kind == .memory)
    #expect(result.failures.map(\.path) == ["main/a", "main/b"])
    #expect(result.failures.map(\.error.kind) == [.memory, .memory])
    #expect(await lua.tasks == [])
    #expect(await lua.error("note('again')")?.message == Self.message)
    await #expect(throws: LuaError.self) { try await lua.prelude("note('again')", name: "p") }
    #expect(log.entries == [])
  }

  @Test func `under the limit nothing is refused`() async throws {
    let values = try await makeState(Self.limits).values(
      "local s = {} for i = 1, 3 do s[i] = megabytes(1) end return #s")
    #expect(values == [.integer(3)])
  }

  @Test func `garbage does not count`() async throws {
    let values = try await makeState(Self.limits).values(
      "local n = 0 for i = 1, 10 do n = n + #megabytes(2) + #('x'):rep(1 << 20) end return n")
    #expect(values == [.integer(30 << 20)])
  }

  /// Small blocks come from the state's own chunks and larger ones from the machine.
  @Test func `what grows and shrinks through every size keeps its content`() async throws {
    let values = try await makeState().values(
      """
      local kept = {}
      local function churn() for i = 1, 50000 do local garbage = { i } end end
      for round = 1, 3 do
        for size = 1, 600 do
          local list = {}
          for i = 1, size do list[i] = i .. "/" .. size end
          for i = size, size // 2 + 1, -1 do list[i] = nil end
          list.name = ("x"):rep(size)
          kept[size] = list
        end
        churn()
        for size = 1, 600, 2 do kept[size] = nil end
        churn()
      end
      local wrong = 0
      for size = 2, 600, 2 do
        local list = kept[size]
        for i = 1, size // 2 do
          if list[i] ~= i .. "/" .. size then wrong = wrong + 1 end
        end
        if #list ~= size // 2 or list.name ~= ("x"):rep(size) then wrong = wrong + 1 end
      end
      return wrong
      """)
    #expect(values == [.integer(0)])
  }

  @Test(arguments: [
    "local text = ('x'):rep(1 << 20)\nfor i = 1, 5 do spawn(function() promised(text) end) end",
    "spawn(function() promised() end)\nspawn(function() keep(5) local t = { {} } end)",
  ])
  func `what Swift holds for waiting calls, and of answers on their way, counts`(_ script: String)
    async throws
  {
    let promise = LuaPromise()
    let promised = LuaFunction("promised", suspends: true) { call in
      .promised(call.arguments.isEmpty ? promise : LuaPromise())
    }
    let keep = LuaFunction("keep") { call in
      promise.keep(.success([.megabytes(call.arguments)]))
      return .values([])
    }
    let lua = try await makeState(Self.limits, extra: [promised, keep])
    let errors = await lua.run(script).failures.map(\.error)
    #expect(!errors.isEmpty)
    #expect(errors.allSatisfy { $0.kind == .memory && $0.message == Self.message })
  }

  @Test func `what was held for calls is let go with their answers`() async throws {
    let lua = try await makeState(Self.limits)
    let script = """
      local text = ("x"):rep(1 << 20)
      for i = 1, 10 do op(text) op_megabytes(1) pcall(op_refuse, text) end
      """
    _ = try await lua.values(script)
    #expect(await lua.memory.held == 0)
  }

  @Test func `a limit too small for the library is an error`() async throws {
    var limits = LuaLimits()
    limits.memory = 1000
    await #expect {
      _ = try await LuaState(limits: limits)
    } throws: { error in
      (error as? LuaError)?.message
        == "the script holds more than 1000 bytes; raise it with --memory"
    }
  }

  @Test func `a text too large for the limit is not compiled`() async throws {
    let text = "x = '\(String(repeating: "x", count: 5 << 20))'"
    #expect(await (try makeState(Self.limits)).error(text)?.message == Self.message)
  }
}

@Suite struct ValueLimitTests {
  static let limits = {
    var limits = LuaLimits()
    limits.value = 1 << 20
    return limits
  }()

  @Test(arguments: [
    ("megabytes(1)", "the answer of megabytes"), ("op_megabytes(1)", "the answer of op_megabytes"),
    ("nested()", "the answer of nested"), ("require('big')", "big.lua"),
  ])
  func `a value too large to be given at once is an error that can be caught`(
    _ call: String, _ subject: String
  ) async throws {
    let nested = LuaFunction("nested") { _ in
      let row = LuaValue.table([.init("name", .string("x")), .init("list", .array([.integer(1)]))])
      return .values([.table([.init("rows", .array(Array(repeating: row, count: 10_000)))])])
    }
    let big = "--" + String(repeating: "x", count: 1 << 20)
    let lua = try await makeState(Self.limits, modules: ["big": big], extra: [nested])
    let values = try await lua.values(
      "local ok, e = pcall(function() return \(call) end) return ok, e.kind, e.message")
    #expect(
      values == [
        .bool(false), .string("bad_input"),
        .string(
          "\(subject) is more than the 1 MiB that a script may be given at once; ask for less,"
            + " or for one part after the other"),
      ])
    #expect(await lua.memory.peak < 1 << 20)
  }

  @Test func `arguments too large are an error`() async throws {
    let result = await (try makeState(Self.limits)).run("return 1", .megabytes([.integer(1)]))
    #expect(result.error?.kind == .badInput)
  }

  @Test func `64 MiB are the limit unless set`() { #expect(LuaLimits().value == 64 << 20) }
}
