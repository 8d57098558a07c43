import Lua
import Testing

@Suite struct ActivityTests {
  /// A state whose activity and deliveries are written down, with a call `op` that is one of them.
  private func logging(_ log: Log, _ extra: [LuaFunction] = []) async throws -> LuaState {
    let op = LuaFunction("op", suspends: true) { call in
      log.add("call")
      return .waiting({ call.arguments }, delivered: { log.add("delivered") })
    }
    let note = LuaFunction("note") { call in
      log.add(call.arguments.first?.text ?? "")
      return .values([])
    }
    let lua = try await makeState(extra: [op, note] + extra)
    await lua.onActivity { log.add("\($0)") }
    return lua
  }

  @Test func `an answer is running, delivered, and then the task`() async throws {
    let log = Log()
    let lua = try await logging(log)
    _ = await lua.run("note('a') op() note('b') op() note('c')")
    #expect(
      log.entries == [
        "running", "a", "call", "parked", "running", "delivered", "b", "call", "parked",
        "running", "delivered", "c", "parked",
      ])
  }

  @Test func `it is parked only when no task can go on`() async throws {
    let log = Log()
    let lua = try await logging(log)
    _ = await lua.run(
      """
      for i = 1, 250 do spawn(function() note("child") end) end
      """)
    #expect(log.entries == ["running"] + Array(repeating: "child", count: 250) + ["parked"])
  }

  @Test func `tasks that wake each other do not keep answers away`() async throws {
    let log = Log()
    let lua = try await logging(log)
    let result = await lua.run(
      """
      local answered = false
      local function spin()
        local me = tasks.current()
        spawn(function() tasks.wake(me) end)
        tasks.park()
      end
      spawn(function() while not answered do spin() end end)
      op()
      answered = true
      """)
    #expect(result.error == nil)
    #expect(log.entries.first == "running")
    #expect(log.entries.last == "parked")
    #expect(log.entries.filter { $0 == "delivered" }.count == 1)
  }

  @Test func `running and parked take turns, whatever happens`() async throws {
    let log = Log()
    let lua = try await logging(log)
    _ = await lua.run(
      """
      for i = 1, 300 do
        spawn(function() for j = 1, 5 do op(j) end if i % 3 == 0 then error("x") end end)
      end
      op()
      for id = 2, 301, 7 do tasks.cancel(id) end
      """)
    let states = log.entries.filter { $0 == "running" || $0 == "parked" }
    #expect(states.count.isMultiple(of: 2))
    for (index, state) in states.enumerated() {
      #expect(state == (index.isMultiple(of: 2) ? "running" : "parked"))
    }
    // Some answers are still on their way to tasks that were cancelled.
    let calls = log.entries.filter { $0 == "call" }.count
    let delivered = log.entries.filter { $0 == "delivered" }.count
    #expect(delivered <= calls)
  }

  @Test func `an answer that is there at once is delivered before the task goes on`() async throws {
    let log = Log()
    let now = LuaFunction("now", suspends: true) { call in
      .later({ call.arguments }, delivered: { log.add("delivered") })
    }
    let lua = try await logging(log, [now])
    #expect(try await lua.values("note('a') return now(1, 'x')") == [.integer(1), .string("x")])
    #expect(log.entries == ["running", "a", "delivered", "parked"])
  }

  @Test func `an answer to a task that is gone is delivered once, and wakes nobody`()
    async throws
  {
    let log = Log()
    let (left, answer, dropped) = (Signal(), Signal(), Signal())
    let slow = LuaFunction("slow", suspends: true) { _ in
      .later(
        {
          left.fire()
          await answer.wait()
          return []
        },
        delivered: {
          log.add("delivered")
          dropped.fire()
        })
    }
    let lua = try await logging(log, [slow])
    async let run = lua.run("local ok, e = pcall(slow) note(e.kind)")
    await left.wait()
    lua.interrupt()
    _ = await run
    // The interrupt may fall before the task has come to wait.
    #expect(log.entries.suffix(2) == ["cancelled", "parked"])
    let before = log.entries
    answer.fire()
    await dropped.wait()
    #expect(log.entries == before + ["delivered"])
  }

  @Test func `what is still on its way when the state is closed counts as delivered`()
    async throws
  {
    let log = Log()
    let (left, answer, dropped) = (Signal(), Signal(), Signal())
    let slow = LuaFunction("slow", suspends: true) { _ in
      .later(
        {
          left.fire()
          await answer.wait()
          log.add("answered")
          return []
        },
        delivered: {
          log.add("delivered")
          dropped.fire()
        })
    }
    var lua: LuaState? = try await makeState(extra: [slow])
    if let lua {
      async let run = lua.run("slow()")
      await left.wait()
      lua.interrupt()
      _ = await run
    }
    lua = nil
    await dropped.wait()
    #expect(log.entries.filter { $0 == "delivered" }.count == 1)
    answer.fire()
  }

  @Test func `a function that does not suspend may not answer later`() async throws {
    let log = Log()
    let wrong = LuaFunction("wrong") { _ in
      .later({ [] }, delivered: { log.add("delivered") })
    }
    let error = try await makeState(extra: [wrong]).error("wrong()")
    #expect(error?.kind == .cannotWait)
    #expect(log.entries == ["delivered"])
  }
}
