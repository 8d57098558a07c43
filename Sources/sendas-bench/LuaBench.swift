import Lua

/// What the bridge between Lua and Swift costs.
enum LuaBench {
  static func ratios() async throws -> [Ratio] {
    var limits = LuaLimits()
    limits.burst = nil
    let state = try await LuaState(limits: limits)
    await state.define(
      "host.now", .function(LuaFunction("host.now") { .values([$0.arguments.first ?? .nil]) }))
    await state.define(
      "host.later",
      .function(
        LuaFunction("host.later", suspends: true) { call in
          .later { [call.arguments.first ?? .nil] }
        }))
    try await state.prelude(
      "local tasks = ... return setmetatable({ spawn = tasks.spawn }, { __index = _G })",
      name: "bench")
    return [
      try await Ratio.measure(
        "a host call that returns at once", against: "math.abs",
        { try await run("local f = host.now for i = 1, 200000 do f(i) end", state) },
        { try await run("local f = math.abs for i = 1, 200000 do f(i) end", state) }),
      try await Ratio.measure(
        "a host call that waits, 1,000 tasks at once", against: "coroutine resume and yield",
        {
          try await run(
            """
            local f = host.later
            for i = 1, 1000 do spawn("t", function() for j = 1, 100 do f(j) end end) end
            """, state)
        },
        {
          try await run(
            """
            local f = coroutine.wrap(function() while true do coroutine.yield(1) end end)
            for i = 1, 100000 do f() end
            """, state)
        }),
    ]
  }

  private static func run(_ source: String, _ state: LuaState) async throws {
    let result = await state.run(Array(source.utf8), name: "bench.lua")
    _ = try result.main.get()
    if let failure = result.failures.first { throw failure.error }
  }
}
