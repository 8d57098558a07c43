import Glibc
import Testing

@testable import Lua

@Suite struct KillTests {
  /// Long enough that a busy machine does not keep an innocent script from its end.
  static let limits = {
    var limits = LuaLimits()
    limits.burst = .milliseconds(250)
    limits.grace = nil
    return limits
  }()

  @Test(arguments: [
    ("a loop", "while true do end"),
    ("a loop of pcall", "while true do pcall(function() while true do end end) end"),
    (
      "loops of pcall in each other",
      """
      local function nest(n) while true do if n > 0 then pcall(nest, n - 1) end end end
      nest(30)
      """
    ),
    ("a loop in a coroutine", "coroutine.wrap(function() while true do end end)()"),
    (
      "a loop of coroutines",
      "while true do coroutine.resume(coroutine.create(function() while true do end end)) end"
    ),
    (
      "a loop in a coroutine after a wait",
      "local f = coroutine.wrap(function() op() while true do end end) f()"
    ),
    ("a loop in __close", "do local x <close> = setmetatable({}, { __close = loop }) end"),
    (
      "a loop in __close after the kill",
      "local x <close> = setmetatable({}, { __close = loop }) while true do end"
    ),
    (
      "the same in a coroutine",
      """
      local c = coroutine.wrap(function()
        local x <close> = setmetatable({}, { __close = loop })
        while true do end
      end)
      c()
      """
    ),
    (
      "a loop in __close of a closed coroutine",
      """
      local c = coroutine.create(function()
        local x <close> = setmetatable({}, { __close = loop })
        coroutine.yield()
      end)
      coroutine.resume(c)
      coroutine.close(c)
      """
    ),
    ("a loop in a sort", "table.sort({ 1, 2, 3 }, loop)"),
    (
      "a loop of pcall in a sort",
      "table.sort({ 1, 2, 3 }, function() while true do pcall(loop) end end)"
    ),
    ("a loop in __index", "local t = setmetatable({}, { __index = loop }) return t.x"),
    ("a loop while a module loads", "require('loop')"),
  ])
  func `a task is killed that has`(_ name: String, _ script: String) async throws {
    let lua = try await makeState(Self.limits, modules: ["loop": "while true do end"])
    let error = await lua.error("function loop() while true do end end \(script)")
    #expect(error?.kind == .killed)
    let place = try #require(error?.place)
    #expect(
      error?.message == "the script ran for more than 250 ms without a pause, last at \(place)")
    #expect(try await lua.values("return op(1)") == [.integer(1)])
  }

  @Test func `a kill has a place and a traceback`() async throws {
    let error = try await makeState(Self.limits).error(
      "local function spin()\nwhile true do end\nend\nspin()")
    #expect(error?.place == LuaPlace(source: "script.lua", line: 2))
    #expect(error?.traceback?.contains("script.lua:4: in main chunk") == true)
    #expect(
      error?.frames == [
        LuaFrame(.script, place: error?.place, function: "spin"),
        LuaFrame(.script, place: LuaPlace(source: "script.lua", line: 4)),
      ])
    #expect(
      error?.description
        == "killed: the script ran for more than 250 ms without a pause, last at script.lua:2")
  }

  @Test func `the other tasks go on`() async throws {
    let lua = try await makeState(Self.limits)
    let result = await lua.run(
      """
      done = 0
      for i = 1, 3 do spawn(function() op() local n = op(1) done = done + n end) end
      tasks.spawn("spin", function() while true do end end)
      """)
    #expect(result.failures.map(\.path) == ["main/spin"])
    #expect(result.failures.first?.error.kind == .killed)
    #expect(try await lua.values("return done") == [.integer(3)])
  }

  @Test func `a task that waits for one that was killed ends with that error`() async throws {
    let error = try await makeState(Self.limits).error(
      """
      local parent, left = tasks.current(), 2
      spawn(function() left = left - 1 tasks.wake(parent) end)
      spawn(function()
        while true do end
        left = left - 1 tasks.wake(parent)
      end)
      while left > 0 do pcall(tasks.park) end
      """)
    #expect(error?.kind == .killed)
    #expect(error?.place == LuaPlace(source: "script.lua", line: 4))
  }

  @Test func `a module that was killed while it loaded can be tried again`() async throws {
    let lua = try await makeState(
      Self.limits, modules: ["slow": "if again then return 7 end while true do end"])
    let result = await lua.run(
      """
      spawn(function() require("slow") end)
      op()
      again = true
      return require("slow")
      """)
    #expect(try result.main.get() == [.integer(7)])
    #expect(result.failures.first?.error.kind == .killed)
  }

  @Test func `a hundred kills at odd moments, and the state still works`() async throws {
    var limits = Self.limits
    limits.burst = .milliseconds(1)
    let lua = try await makeState(limits)
    var kinds: Set<LuaError.Kind?> = []
    for _ in 1...100 {
      let error = await lua.error(
        """
        local function f(n) if n > 0 then pcall(f, n - 1) end end
        while true do f(10) coroutine.wrap(f)(3) end
        """)
      kinds.insert(error?.kind)
    }
    #expect(kinds == [.killed])
    // With such a limit, a busy machine may have an innocent script killed as well.
    var isAlive = false
    for _ in 1...1000 where !isAlive { isAlive = await lua.error("return op(1)") == nil }
    #expect(isAlive)
  }

  @Test func `a signal that comes too late kills nobody`() async throws {
    let late = LuaFunction("late") { _ in
      pthread_kill(pthread_self(), __libc_current_sigrtmin() + 3)
      return .values([])
    }
    let lua = try await makeState(Self.limits, extra: [late])
    // The request of this kill is still there when the signal comes.
    #expect(await lua.error("while true do end")?.kind == .killed)
    let values = try await lua.values(
      "late() local n = 0 for i = 1, 1000 do n = n + i end return op(n)")
    #expect(values == [.integer(500_500)])
  }

  @Test func `as long as nothing is asked, no hook is set`() async throws {
    let box = WeakState()
    let hooked = LuaFunction("hooked") { _ in
      .values([.bool(box.state?.assumeIsolated { $0.isHooked } ?? true)])
    }
    let lua = try await makeState(extra: [hooked])
    box.state = lua
    let values = try await lua.values(
      """
      local before, seen = hooked(), false
      for i = 1, 100 do seen = seen or hooked() or coroutine.wrap(hooked)() end
      op()
      return before, seen, hooked()
      """)
    #expect(values == [.bool(false), .bool(false), .bool(false)])
  }

  @Test func `a library call that does not return ends the process and says where`() async throws {
    let result = await #expect(
      processExitsWith: .exitCode(124), observing: [\.standardErrorContent]
    ) {
      var limits = LuaLimits()
      limits.burst = .milliseconds(30)
      limits.grace = .milliseconds(30)
      let lua = try await makeState(limits)
      _ = await lua.run("return ('a'):rep(60):find(('a-'):rep(12) .. 'b')")
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      text == "error: script.lua:1 hangs in a library function and cannot be stopped;"
        + " ending the process\n")
  }
}
