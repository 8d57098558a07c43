import Lua
import Synchronization
import Testing

@Suite struct PromiseTests {
  private struct Refusal: Error {}

  /// Promises by the number that the script has asked for.
  private final class Desk: Sendable {
    private let promises = Mutex<[Int64: LuaPromise]>([:])
    let cancelled = Log()
    let delivered = Log()

    subscript(number: Int64) -> LuaPromise? { promises.withLock { $0[number] } }

    /// Answers by a promise that the test keeps; calls back when the script waits for it.
    func function(_ asked: @escaping @Sendable (Int64) -> Void = { _ in }) -> LuaFunction {
      LuaFunction("ask", suspends: true) { [self] call in
        let number = call.arguments.first?.integerValue ?? 0
        let promise = LuaPromise { [cancelled] in cancelled.add("\(number)") }
        promises.withLock { $0[number] = promise }
        asked(number)
        return .promised(promise, delivered: { [delivered] in delivered.add("\(number)") })
      }
    }
  }

  @Test func `an answer that is there goes before many tasks that have not run yet`() async throws {
    let desk = Desk()
    let keep = LuaFunction("keep") { _ in
      desk[1]?.keep(.success([.string("answer")]))
      return .values([])
    }
    let values = try await makeState(extra: [desk.function(), keep]).values(
      """
      local ran, before = 0, nil
      spawn(function() ask(1) before = ran end)
      spawn(keep)
      for i = 1, 50 do
        spawn(function() ran = ran + 1 if ran == 50 then tasks.wake(1) end end)
      end
      tasks.park()
      return before
      """)
    // Some tasks run first: main is one of sixteen, and so are those that ask and keep.
    #expect(values == [.integer(13)])
  }

  @Test func `the first answer counts, from whatever thread, also before anybody waits`()
    async throws
  {
    let desk = Desk()
    let ask = desk.function { number in
      let promise = desk[number]
      if number.isMultiple(of: 2) {
        promise?.keep(.success([.integer(number)]))
        promise?.keep(.success([.string("late")]))
      } else {
        Task.detached {
          promise?.keep(.success([.integer(number)]))
          promise?.keep(.failure(Refusal()))
        }
      }
    }
    let values = try await makeState(extra: [ask]).values(
      """
      local sum, left = 0, 200
      for i = 1, 200 do
        spawn(function()
          assert(ask(i) == i)
          sum, left = sum + i, left - 1
          if left == 0 then tasks.wake(1, sum) end
        end)
      end
      return tasks.park()
      """)
    #expect(values == [.integer(20_100)])
    #expect(desk.delivered.entries.count == 200)
    #expect(desk.cancelled.entries == [])
  }

  @Test func `what is thrown is raised where the script waits`() async throws {
    let desk = Desk()
    let ask = desk.function { desk[$0]?.keep(.failure(LuaError.forbidden)) }
    let values = try await makeState(extra: [ask]).values(
      "local ok, e = pcall(ask, 1) return ok, e.kind, e.status, e.where")
    #expect(
      values == [.bool(false), .string("forbidden"), .integer(403), .string("script.lua:1")])
  }

  @Test func `a task that is told to stop cancels the promise, and the answer is dropped`()
    async throws
  {
    let desk = Desk()
    let lua = try await makeState(extra: [desk.function()])
    let values = try await lua.values(
      """
      local kind
      local id = spawn(function()
        local ok, e = pcall(ask, 7)
        kind = e.kind
      end)
      op()
      tasks.cancel(id)
      op()
      return kind
      """)
    #expect(values == [.string("cancelled")])
    #expect(desk.cancelled.entries == ["7"])
    #expect(desk.delivered.entries == [])
    desk[7]?.keep(.success([]))
    // Jobs of the Lua thread are done in order, so the next run is after it.
    #expect(try await lua.values("op() return 1") == [.integer(1)])
    #expect(desk.delivered.entries == ["7"])
  }

  @Test func `a promise that nobody has kept is delivered when the state is closed`() async throws {
    let closed = Signal()
    let asked = Signal()
    let ask = LuaFunction("ask", suspends: true) { _ in
      asked.fire()
      return .promised(LuaPromise(), delivered: { closed.fire() })
    }
    do {
      let lua = try await makeState(extra: [ask])
      async let run = lua.run("ask()")
      await asked.wait()
      lua.interrupt()
      _ = await run
    }
    await closed.wait()
  }

  @Test func `a function that was not made to suspend cannot promise`() async throws {
    let delivered = Counter()
    let wrong = LuaFunction("wrong") { _ in
      .promised(LuaPromise(), delivered: { delivered.increment() })
    }
    let error = try await makeState(extra: [wrong]).error("wrong()")
    #expect(error?.kind == .cannotWait)
    #expect(delivered.value == 1)
  }
}
