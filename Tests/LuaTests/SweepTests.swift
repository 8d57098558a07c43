import Lua
import Testing

/// Every allocation that a script makes fails once; nothing crashes, and every run ends.
@Suite struct SweepTests {
  private static let script = """
    local g = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(op(i)) end end)
    spawn(function(n)
      local r = echo({ a = n, b = { 1 } })
      local x <close> = setmetatable({}, { __close = function() op() end })
      op_refuse(r)
    end, g())
    local e = select(2, pcall(refuse))
    return g(), tostring(e), require("m"), assert(load("return 1"))(), #("x"):rep(100)
    """

  /// What the main chunk came to.
  private func outcome(_ failing: (number: Int, onward: Bool)?) async -> (String, Int) {
    var limits = LuaLimits()
    limits.burst = nil
    limits.failingAllocation = failing
    do {
      let lua = try await makeState(limits, modules: ["m": "return op(3)"])
      let result = await lua.run(Self.script)
      return (result.error?.kind.rawValue ?? "returned", await lua.memory.allocations)
    } catch {
      return ("not opened", 0)
    }
  }

  @Test(arguments: [false, true])
  func `allocation k fails, and with true all after it`(_ onward: Bool) async {
    let (kind, count) = await outcome(nil)
    #expect(kind == "returned")
    #expect(count > 100)
    var kinds: [String: Int] = [:]
    for k in 1...count { kinds[await outcome((k, onward)).0, default: 0] += 1 }
    #expect(Set(kinds.keys).isSubset(of: ["not opened", "memory", "returned"]))
    #expect(kinds["memory", default: 0] > 0)
  }
}
