import Lua
import Testing

@Suite struct InterruptTests {
  @Test func `a thousand waiting tasks are told, clean up and end`() async throws {
    let waiting = Signal()
    let announce = LuaFunction("announce") { _ in
      waiting.fire()
      return .values([])
    }
    let lua = try await makeState(extra: [announce])
    async let run = lua.run(
      """
      closed, told = 0, 0
      for i = 1, 1000 do
        spawn(function()
          local x <close> = setmetatable({}, { __close = function() op() closed = closed + 1 end })
          local ok, e = pcall(function()
            if i == 1000 then announce() end
            never()
          end)
          if e.kind == "cancelled" then told = told + 1 end
          error(e)
        end)
      end
      """)
    await waiting.wait()
    lua.interrupt()
    let result = await run
    #expect(result.wasInterrupted)
    #expect(result.failures.count == 1000)
    #expect(Set(result.failures.map(\.error.kind)) == [.cancelled])
    #expect(try await lua.values("return closed, told") == [.integer(1000), .integer(1000)])
  }

  @Test func `a task that computes is told, too, and once`() async throws {
    let computing = Signal()
    let announce = LuaFunction("announce") { _ in
      computing.fire()
      return .values([])
    }
    let lua = try await makeState(extra: [announce])
    async let run = lua.run(
      """
      local ok, e = pcall(function() announce() while true do end end)
      local n = 0
      for i = 1, 1000000 do n = n + 1 end
      return e.kind, e.message, op(n)
      """)
    await computing.wait()
    lua.interrupt()
    #expect(
      try await run.main.get()
        == [.string("cancelled"), .string("the run was interrupted"), .integer(1_000_000)])
    #expect(await run.wasInterrupted)
  }

  @Test func `a prelude's own lines are not interrupted, the script's are`() async throws {
    let computing = Signal()
    let announce = LuaFunction("announce") { _ in
      computing.fire()
      return .values([])
    }
    let lua = try await makeState(extra: [announce])
    try await lua.prelude(
      """
      function each(fn)
        announce()
        for i = 1, 3000000 do steps = i end
        local ok, e = pcall(fn)
        return steps, e.kind
      end
      """, name: "each")
    async let run = lua.run("return each(function() while true do end end)")
    await computing.wait()
    lua.interrupt()
    #expect(try await run.main.get() == [.integer(3_000_000), .string("cancelled")])
  }

  @Test func `a Swift task that is cancelled interrupts its run`() async throws {
    let waiting = Signal()
    let announce = LuaFunction("announce") { _ in
      waiting.fire()
      return .values([])
    }
    let lua = try await makeState(extra: [announce])
    let task = Task { await lua.run("announce() never()") }
    await waiting.wait()
    task.cancel()
    let result = await task.value
    #expect(result.wasInterrupted)
    #expect(result.error?.kind == .cancelled)
    #expect(result.error?.place == LuaPlace(source: "script.lua", line: 1))
  }

  @Test func `without a run it does nothing`() async throws {
    let lua = try await makeState()
    lua.interrupt()
    _ = await lua.tasks
    let result = await lua.run("return op(1)")
    #expect(try result.main.get() == [.integer(1)])
    #expect(!result.wasInterrupted)
  }

  @Test func `interrupts at any moment end every task once`() async throws {
    let lua = try await makeState()
    for round in 0..<40 {
      async let run = lua.run(
        """
        for i = 1, 100 do
          spawn(function()
            while true do
              op(i)
              local n = 0
              for j = 1, 200 do n = n + j end
            end
          end)
        end
        for i = 1, 3 do spawn(function() while true do end end) end
        """)
      let interrupts = Task.detached {
        for _ in 0..<round { await Task.yield() }
        while !Task.isCancelled {
          lua.interrupt()
          await Task.yield()
        }
      }
      let result = await run
      interrupts.cancel()
      await interrupts.value
      #expect(result.failures.count == 103 || result.error?.kind == .cancelled)
      #expect(result.failures.allSatisfy { $0.error.kind == .cancelled })
    }
    #expect(await lua.tasks == [])
    #expect(try await lua.values("return op(1)") == [.integer(1)])
  }
}
