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
