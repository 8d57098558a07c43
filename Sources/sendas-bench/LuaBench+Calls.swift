import Lua

// What the bridge between Lua and Swift costs.
extension LuaBench {
  static func calls() async throws -> [Figure] {
    let state = try await bridgedState()
    return [
      try await Figure.ratio(
        "a host call that returns at once", against: "math.abs", bound: 20,
        { try await time("local f = host.now for i = 1, 200000 do f(i) end", state) },
        { try await time("local f = math.abs for i = 1, 200000 do f(i) end", state) }),
      try await waiting("host.promised", "a host call that waits", bound: 15),
      try await waiting("host.later", "the same, for a Swift task that goes to another thread"),
      try await waiting("host.ready", "the same, whose Swift task need not wait", bound: 15),
    ]
  }

  /// Calls of 1,000 tasks at once, against switching to a coroutine and back.
  private static func waiting(
    _ function: String, _ what: String, bound: Double? = nil
  ) async throws -> Figure {
    let state = try await bridgedState()
    return try await Figure.ratio(
      what, against: "coroutine resume and yield", bound: bound,
      {
        try await time(
          """
          local f = \(function)
          for i = 1, 1000 do spawn("t", function() for j = 1, 100 do f(j) end end) end
          """, state)
      },
      {
        try await time(
          """
          local f = coroutine.wrap(function() while true do coroutine.yield(1) end end)
          for i = 1, 100000 do f() end
          """, state)
      })
  }

  /// A state with all limits on, and functions that answer at once or later.
  static func bridgedState(_ more: [LuaFunction] = []) async throws -> LuaState {
    let state = try await LuaState(limits: LuaLimits())
    let functions =
      [
        LuaFunction("host.now") { .values([$0.arguments.first ?? .nil]) },
        LuaFunction("host.later", suspends: true) { call in
          .later {
            await Task.yield()
            return [call.arguments.first ?? .nil]
          }
        },
        LuaFunction("host.ready", suspends: true) { call in
          .later { [call.arguments.first ?? .nil] }
        },
        LuaFunction("host.promised", suspends: true) { call in
          let promise = LuaPromise()
          promise.keep(.success(call.arguments))
          return .promised(promise)
        },
      ] + more
    for function in functions { await state.define(function.name, .function(function)) }
    try await state.prelude(
      "local tasks = ... return setmetatable({ spawn = tasks.spawn }, { __index = _G })",
      name: "bench")
    return state
  }

  /// Seconds that a script takes.
  private static func time(_ source: String, _ state: LuaState) async throws -> Double {
    try await Figure.seconds { try await run(source, state) }
  }

  /// Throws what the script or one of its tasks ended with.
  static func run(_ source: String, _ state: LuaState) async throws {
    let result = await state.run(Array(source.utf8), name: "bench.lua")
    _ = try result.main.get()
    if let failure = result.failures.first { throw failure.error }
  }
}
