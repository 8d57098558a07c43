import Testing

@testable import Lua

@Suite struct TaskTests {
  @Test func `a thousand tasks wait at once, and each gets its own answer`() async throws {
    let sum = try await makeState().values(
      """
      local parent, left, sum = tasks.current(), 1000, 0
      for i = 1, 1000 do
        spawn(function(n)
          assert(op(n) == n)
          sum, left = sum + n, left - 1
          if left == 0 then tasks.wake(parent, sum) end
        end, i)
      end
      return tasks.park()
      """)
    #expect(sum == [.integer(500_500)])
  }

  @Test func `a run ends when its last task has ended`() async throws {
    let lua = try await makeState()
    _ = await lua.run("spawn(function() op() op() ended = true end)")
    #expect(try await lua.values("return ended") == [.bool(true)])
    #expect(await lua.tasks == [])
  }

  @Test func `tasks that are done leave nothing behind`() async throws {
    let lua = try await makeState()
    let script = "for i = 1, 200 do spawn(function() for j = 1, 20 do op(j) end end) end"
    _ = await lua.run(script)
    let first = await lua.memory.peak
    for _ in 1...5 { _ = await lua.run(script) }
    #expect(await lua.memory.peak < 2 * first)
  }

  @Test func `tasks go on in the coroutines of those that have ended`() async throws {
    let lua = try await makeState()
    func allocations(_ body: String) async throws -> Int {
      let script = "for i = 1, 100 do spawn(function() local it = \(body) end) op() end"
      _ = try await lua.values(script)
      let before = await lua.memory.allocations
      _ = try await lua.values(script)
      return await lua.memory.allocations - before
    }
    // Those that the script has seen are made anew: each is an object with a stack.
    let made = try await allocations("coroutine.running()")
    #expect(try await allocations("coroutine.running") <= made - 200)
  }

  @Test func `a coroutine that the script has seen is no other task's`() async throws {
    let count = try await makeState().values(
      """
      local seen, count = {}, 0
      for i = 1, 20 do
        spawn(function() seen[coroutine.running()] = true end)
        op()
        spawn(function() end)
        op()
      end
      for _ in pairs(seen) do count = count + 1 end
      return count
      """)
    #expect(count == [.integer(20)])
  }

  @Test func `a coroutine that is used again knows nothing of the task before`() async throws {
    let values = try await makeState().values(
      """
      local told = {}
      local function note(...) told[#told + 1] = select("#", ...) .. " " .. (type((...)) == "table" and "table" or tostring((...))) end
      spawn(function(...) note(...) error({ kind = "script", message = "first" }) end, "one", "two")
      op()
      spawn(function(...) note(...) local _ <close> = setmetatable({}, { __close = note }) op() return 1, 2 end)
      op() op()
      spawn(function(...) note(...) note(pcall(op, "answer")) end, "three")
      op() op()
      return table.concat(told, ", ")
      """)
    #expect(values == [.string("2 one, 0 nil, 2 table, 1 three, 2 true")])
  }

  @Test func `labels make a path`() async throws {
    let lua = try await makeState()
    let values = try await lua.values(
      """
      local seen
      tasks.spawn("a", function()
        op()
        tasks.spawn("b", function() op() seen = path() tasks.wake(1) end)
      end)
      tasks.park()
      return path(), seen
      """)
    #expect(values == [.string("main"), .string("main/a/b")])
  }

  @Test func `a value wakes a parked task, once`() async throws {
    let values = try await makeState().values(
      """
      local got
      local id = spawn(function() got = tasks.park() end)
      op()
      local first, second = tasks.wake(id, {1}), tasks.wake(id, 2)
      op()
      return first, second, got[1], tasks.wake(id, 3), tasks.wake(99)
      """)
    #expect(values == [.bool(true), .bool(false), .integer(1), .bool(false), .bool(false)])
  }

  @Test(arguments: [
    ("waits for an answer", "never()"),
    ("is parked", "tasks.park()"),
    ("waits in a coroutine", "coroutine.wrap(function() never() end)()"),
  ])
  func `cancel reaches a task that`(_ name: String, _ wait: String) async throws {
    let values = try await makeState().values(
      """
      local kind, message, cleaned
      local id = spawn(function()
        local ok, e = pcall(function() \(wait) end)
        kind, message = e.kind, e.message
        cleaned = op("still waits")
        tasks.wake(1)
      end)
      op()
      tasks.cancel(id)
      tasks.cancel(id)
      tasks.park()
      return kind, message, cleaned
      """)
    #expect(
      values == [
        .string("cancelled"), .string("the task was cancelled"), .string("still waits"),
      ])
  }

  @Test func `cancel before the start runs nothing of the script's own code`() async throws {
    let result = try await makeState().run(
      """
      local id = tasks.spawn("late", function() ran = true end)
      tasks.cancel(id)
      op()
      return ran
      """)
    #expect(try result.main.get() == [.nil])
    #expect(result.failures.map(\.path) == ["main/late"])
    #expect(result.failures.first?.error.kind == .cancelled)
  }

  @Test func `a task that cancels itself is told at its next wait, before anything starts`()
    async throws
  {
    let started = Counter()
    let begin = LuaFunction("begin", suspends: true) { _ in
      started.increment()
      return .later { [] }
    }
    let lua = try await makeState(extra: [begin])
    let values = try await lua.values(
      """
      tasks.cancel(tasks.current())
      local n = 0
      for i = 1, 100 do n = n + i end
      local ok, e = pcall(begin)
      return n, e.kind, pcall(begin)
      """)
    #expect(values == [.integer(5050), .string("cancelled"), .bool(true)])
    #expect(started.value == 1)
  }

  @Test func `cancel of a task that has ended does nothing`() async throws {
    let values = try await makeState().values(
      "local id = spawn(function() end) op() tasks.cancel(id) tasks.cancel(99) return 1")
    #expect(values == [.integer(1)])
  }

  @Test func `tasks that wait for each other for ever are told so`() async throws {
    let result = try await makeState().run(
      """
      spawn(function() while true do pcall(tasks.park) end end)
      tasks.park()
      """)
    #expect(result.error?.message == "this task waits for other tasks, but none is left to wake it")
    #expect(result.failures.count == 1)
  }

  @Test func `errors of other tasks are reported with their paths`() async throws {
    let result = try await makeState().run(
      """
      tasks.spawn("x", function() op() error("no such team") end)
      tasks.spawn("y", function() pcall(error, "caught") end)
      return "main goes on"
      """)
    #expect(try result.main.get() == [.string("main goes on")])
    #expect(result.failures.map(\.path) == ["main/x"])
    #expect(result.failures.first?.error.message == "no such team")
  }

  @Test func `a second run has to wait for the first`() async throws {
    let started = Signal()
    let begin = LuaFunction("begin") { _ in
      started.fire()
      return .values([])
    }
    let lua = try await makeState(extra: [begin])
    async let first = lua.run("begin() never()")
    await started.wait()
    #expect(await lua.error("return 1")?.kind == .host)
    lua.interrupt()
    #expect(await first.wasInterrupted)
  }

  @Test func `tasks can be looked at while they wait`() async throws {
    let looked = Signal()
    let look = LuaFunction("look") { _ in
      looked.fire()
      return .values([])
    }
    let lua = try await makeState(extra: [look])
    async let run = lua.run(
      "tasks.spawn('a', function() never() end) op() look() tasks.park()")
    await looked.wait()
    let tasks = await lua.tasks
    let since = tasks.compactMap(\.since)
    try #require(since.count == 2)
    #expect(tasks.map { $0.place?.line } == [1, 1])
    #expect(since[1] <= since[0])
    #expect(
      tasks == [
        LuaTask(
          id: 1, parent: nil, label: "main", path: "main", state: .parked, suspensions: 1,
          place: tasks[0].place, since: since[0]),
        LuaTask(
          id: 2, parent: 1, label: "a", path: "main/a", state: .waiting(for: "never"),
          suspensions: 1, place: tasks[1].place, since: since[1]),
      ])

    lua.interrupt()
    _ = await run
  }
}
