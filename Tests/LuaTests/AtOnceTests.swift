import Lua
import Testing

/// Calls whose work is over before it has to wait.
@Suite struct AtOnceTests {
  /// A state with `now` and `known`, which answer with their arguments, and `never_mind`, which refuses.
  private func state(_ limits: LuaLimits = LuaLimits()) async throws -> LuaState {
    try await makeState(
      limits,
      extra: [
        LuaFunction("now", suspends: true) { call in .later { call.arguments } },
        LuaFunction("known", suspends: true) { call in .values(call.arguments) },
        LuaFunction("never_mind", suspends: true) { _ in .later { throw LuaError.forbidden } },
        LuaFunction("much", suspends: true) { call in .later { [.megabytes(call.arguments)] } },
      ])
  }

  @Test func `the task goes on, and no other runs in between`() async throws {
    let values = try await state().values(
      """
      local order = {}
      spawn(function() order[#order + 1] = "other" end)
      for i = 1, 3 do order[#order + 1] = now(i) end
      op()
      return table.concat(order, " ")
      """)
    #expect(values == [.string("1 2 3 other")])
  }

  @Test(arguments: ["now(1)", "known(1)", "known(1) + now(0)"])
  func `after a hundred in a row others have their turn`(calls: String) async throws {
    let values = try await state().values(
      """
      local ran
      spawn(function() ran = true end)
      local count = 0
      for _ = 1, 1000 do
        if not ran then count = count + \(calls) end
      end
      return count
      """)
    // Two calls each time, where there is a plus.
    #expect(values == [.integer(calls.contains("+") ? 50 : 100)])
  }

  @Test(.timeLimit(.minutes(1))) func `a task that asks again and again keeps nobody else away`()
    async throws
  {
    let lua = try await state()
    async let values = lua.values(
      """
      local woken = false
      spawn(function() tasks.park() woken = true end)
      while not woken do known(1) end
      return "ended"
      """)
    // The script has begun when both are there; who is not parked yet is not woken.
    var hasBegun = false
    while true {
      let tasks = await lua.tasks
      if tasks.isEmpty, hasBegun { break }
      hasBegun = hasBegun || !tasks.isEmpty
      await lua.wake(tasks.map(\.id))
      await Task.yield()
    }
    #expect(try await values == [.string("ended")])
  }

  @Test func `an error is raised where the call stands`() async throws {
    let lua = try await state()
    let error = try #require(await lua.error("local x\nnever_mind()"))
    #expect(error.kind.rawValue == "forbidden")
    #expect(error.place?.line == 2)
    let caught = "local ok, e = pcall(never_mind) return ok, e.kind, e.status, now('on')"
    #expect(
      try await lua.values(caught)
        == [.bool(false), .string("forbidden"), .integer(403), .string("on")])
  }

  @Test func `an answer that is too large is an error of the call`() async throws {
    var limits = LuaLimits()
    limits.value = 1 << 20
    let error = try await state(limits).error("much(2)")
    #expect(error?.message.hasPrefix("the answer of much") == true, "\(String(describing: error))")
  }
}
