import Lua
import Testing

/// A run that is ended because its time is up, or because the host says so.
@Suite struct OrderTests {
  /// Calls back when the script has come to a certain line.
  private static func announce(_ signal: Signal) -> LuaFunction {
    LuaFunction("announce") { _ in
      signal.fire()
      return .values([])
    }
  }

  private static let busy = """
    local function waits(how)
      local x <close> = setmetatable({}, { __close = function() closed = true end })
      while true do pcall(how) end
    end
    tasks.spawn("a", waits, never)
    tasks.spawn("b", waits, tasks.park)
    tasks.spawn("c", function() require("slow") end)
    tasks.spawn("d", function() require("slow") end)
    op()
    """

  @Test(arguments: [
    "never()", "while true do pcall(function() while true do end end) end", "tasks.park()",
  ])
  func `kill ends what runs and all that waits, and tells each why`(_ last: String) async throws {
    let ready = Signal()
    var limits = LuaLimits()
    limits.burst = nil
    let lua = try await makeState(
      limits, modules: ["slow": "never()"], extra: [Self.announce(ready)])
    async let run = lua.run("\(Self.busy) announce()\n\(last)")
    await ready.wait()
    lua.kill("the deadline of 15 m is over")
    let result = await run
    #expect(result.failures.map(\.path) == ["main/a", "main/b", "main/c", "main/d"])
    for error in result.failures.map(\.error) + [try #require(result.error)] {
      #expect(error.kind == .killed)
      #expect(error.message == "the deadline of 15 m is over")
    }
    #expect(!result.wasInterrupted)
    #expect(await lua.tasks == [])
    // Nothing of the script has run after it, and the state can be used again.
    #expect(try await lua.values("return closed, op(1)") == [.nil, .integer(1)])
  }

  @Test func `a run that does not end after an interrupt can be killed`() async throws {
    let (ready, stubborn) = (Signal(), Signal())
    let lua = try await makeState(extra: [
      Self.announce(ready),
      LuaFunction("stays") { _ in
        stubborn.fire()
        return .values([])
      },
    ])
    async let run = lua.run(
      "pcall(function() announce() never() end) stays() while true do pcall(never) end")
    await ready.wait()
    lua.interrupt()
    await stubborn.wait()
    lua.interrupt()
    lua.kill("stopped by force")
    let result = await run
    #expect(result.wasInterrupted)
    #expect(result.error?.message == "stopped by force")
  }

  @Test func `a second interrupt changes nothing, however it falls`() async throws {
    let (first, cleaning) = (Signal(), Signal())
    let lua = try await makeState(extra: [
      Self.announce(first),
      LuaFunction("cleans") { _ in
        cleaning.fire()
        return .values([])
      },
      LuaFunction("slowly", suspends: true) { _ in
        .later {
          await cleaning.wait()
          return [.integer(1)]
        }
      },
    ])
    async let run = lua.run(
      """
      local ok, e = pcall(function() announce() never() end)
      cleans()
      local n = 0
      for i = 1, 1000000 do n = n + 1 end
      return e.kind, slowly(), n
      """)
    await first.wait()
    lua.interrupt()
    await cleaning.wait()
    for _ in 1...100 {
      lua.interrupt()
      await Task.yield()
    }
    #expect(
      try await run.main.get() == [.string("cancelled"), .integer(1), .integer(1_000_000)])
  }

  @Test func `without a run kill does nothing`() async throws {
    let lua = try await makeState()
    lua.kill("late")
    _ = await lua.tasks
    #expect(try await lua.values("return op(1)") == [.integer(1)])
  }

  @Test func `kills at any moment end the run, and no other`() async throws {
    let lua = try await makeState()
    for round in 0..<40 {
      async let run = lua.run(
        """
        for i = 1, 20 do spawn(function() while true do op(i) for j = 1, 200 do end end end) end
        spawn(function() while true do end end)
        """)
      for _ in 0..<round { await Task.yield() }
      let killer = Task.detached {
        while !Task.isCancelled {
          lua.kill("now")
          await Task.yield()
        }
      }
      let result = await run
      killer.cancel()
      await killer.value
      #expect(result.failures.count == 21 || result.error?.message == "now")
      #expect(result.failures.allSatisfy { $0.error.message == "now" })
      // An order that came too late for that run is not for the next.
      _ = await lua.tasks
      #expect(try await lua.values("return op(1)") == [.integer(1)])
    }
  }

  @Test(arguments: [
    "while true do pcall(function() while true do end end) end",
    "while true do for i = 1, 10000 do end op() end",
  ])
  func `the tasks of a run share the time that it may use`(_ script: String) async throws {
    var limits = LuaLimits()
    limits.total = .milliseconds(200)
    let lua = try await makeState(limits)
    let result = await lua.run("tasks.spawn('waits', never) spawn(function()\n\(script) end)")
    #expect(result.failures.map(\.error.kind) == [.killed, .killed])
    let start = "the script used more than 200 ms of Lua time, waiting not counted"
    #expect(result.failures.allSatisfy { $0.error.message.hasPrefix(start) })
    // The next run has its own.
    #expect(try await lua.values("return op(1)") == [.integer(1)])
  }

  @Test func `the message of a time that is over names the last line, if Lua was running`()
    async throws
  {
    var limits = LuaLimits()
    limits.total = .seconds(1.5) / 10
    let error = await (try makeState(limits)).error("\nwhile true do end")
    #expect(
      error?.message
        == "the script used more than 150 ms of Lua time, waiting not counted, last at script.lua:2"
    )
    #expect(error?.place == LuaPlace(source: "script.lua", line: 2))
  }
}
