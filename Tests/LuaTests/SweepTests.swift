import Lua
import Testing

/// Every allocation that a script makes fails once; nothing crashes, and every run ends.
@Suite struct SweepTests {
  private static let prelude = """
    \(lockedLibrary)
    function env.guarded(fn, ...)
      local ok, e = xpcall(fn, tasks.traceback, ...)
      if not ok then error(e, 0) end
      return e
    end
    return env
    """

  /// Functions of Lua's own library, and ours in its place.
  private static let library = """
    local s, t = ("ab"):rep(20, ","), { 3, 1, 2 }
    for word, at in s:gmatch("(a)()") do t[#t + 1] = at end
    table.sort(t, function(a, b) return a < b end)
    table.insert(t, table.remove(t))
    table.move(t, 1, 3, 2)
    s = s:gsub("b", { b = "c" }):upper():lower():reverse() .. table.concat(t, ",") .. 1.5 .. 7
    s = s .. string.format("%q %5.1f %s %d", s, 1.5, setmetatable({}, {}) and 1, 2)
    s = s .. s:sub(1, 3) .. string.char(s:byte(1, 2)) .. (s:find("a", 1, true)) .. #s:match("a.")
    s = s .. string.pack("i4s", 1, "x"):len() .. string.unpack("b", "x") .. string.packsize("i4")
    s = s .. utf8.char(228, 8364) .. utf8.len("ä") .. utf8.codepoint("ä") .. utf8.offset("ä", 1)
    for _, code in utf8.codes("äö") do s = s .. code end
    s = s .. math.max(1, 2) .. math.type(1) .. math.tointeger(3.0) .. math.floor(2.5) .. math.pi
    s = s .. os.date("%Y") .. os.time({ year = 2024, month = 1, day = 1 }) .. os.difftime(2, 1)
    s = s .. type(os.clock()) .. tostring(0.1) .. tostring(t):len() .. tostring(nil)
    s = s .. tonumber("7")
    s = s .. debug.traceback("x"):len() .. collectgarbage("count") .. select("#", table.unpack(t))
    local m = setmetatable({}, { __index = function(_, k) return k end,
      __len = function() return 1 end, __add = function() return 1 end,
      __eq = function() return true end, __lt = function() return true end,
      __call = function(_, x) return { x } end, __pairs = function() return next, { 1 } end,
      __newindex = function(t, k, v) rawset(t, k, v) end })
    m.x = m + 1
    s = s .. m.y .. #m .. #m(1) .. rawlen(t) .. tostring(rawequal(m, t)) .. type(getmetatable(m))
    for k, v in pairs(m) do s = s .. k .. v end
    for i, v in ipairs(t) do rawset(t, i, rawget(t, i)) end
    for name in pairs(string) do s = s .. name end
    local parts = { "return ", "1" }
    s = s .. assert(load(function() return table.remove(parts, 1) end))()
    s = s .. (load("x.__gc = 1") and 1 or 2)
    s = s .. select(2, load("= 1", "=name")) .. select(2, pcall(error, "x")) .. table.pack(1, 2).n
    s = s .. tostring(pcall(function() string.format = 1 end)) .. tostring(pcall(undefined))
    s = s .. tostring(select(2, xpcall(function() local x = nil + 1 end, debug.traceback)))
    assert(#s > 500)
    return #s
    """

  /// What goes through Swift: calls, tasks, coroutines, modules.
  private static let host = """
    local g = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(op(i)) end end)
    local child = spawn(function(n)
      local r = echo({ a = n, b = { 1 } }, { {} }, "x", 1.5, null)
      local x <close> = setmetatable({}, { __close = function() op() end })
      op_refuse(r)
    end, g())
    local e = select(2, pcall(refuse))
    local co = coroutine.create(function(...)
      local x <close> = setmetatable({}, { __close = function() coroutine.isyieldable() end })
      coroutine.yield(coroutine.running())
    end)
    coroutine.resume(co, 1)
    coroutine.status(co)
    coroutine.close(co)
    pcall(coroutine.wrap(function() op() error({ kind = "odd" }) end))
    local parked = spawn(function() return tasks.park(), path(), place() end)
    local cancelled = spawn(function() pcall(tasks.park) tasks.current() end)
    op()
    tasks.wake(parked, { 1 })
    tasks.cancel(cancelled)
    pcall(table.sort, { 2, 1 }, op)
    pcall(echo, { 1, x = 1 })
    pcall(require, "bad")
    local ok, back = pcall(guarded, function() op() error("guarded") end)
    return g(), tostring(e), require("m"), assert(load("return 1"))(), guarded(op, 2), back
    """

  /// What the main chunk came to, and how many allocations were made before it.
  private func outcome(
    of script: String, failing: (number: Int, onward: Bool)?
  ) async -> (kind: String, allocations: Int) {
    var limits = LuaLimits()
    limits.burst = nil
    limits.failingAllocation = failing
    do {
      let lua = try await makeState(limits, modules: ["m": "return op(3)", "bad": "x = = 1"])
      try await lua.prelude(Self.prelude, name: "sandbox")
      let before = await lua.memory.allocations
      let result = await lua.run(script)
      let kind = result.error.map { $0.kind == .memory ? "memory" : "\($0)" }
      return (kind ?? "returned", failing == nil ? before : 0)
    } catch {
      return ((error as? LuaError)?.kind == .memory ? "not opened" : "\(error)", 0)
    }
  }

  /// How many allocations the script makes, with those before it.
  private func allocations(of script: String) async throws -> ClosedRange<Int> {
    let before = await outcome(of: script, failing: nil)
    #expect(before.kind == "returned")
    let lua = try await makeState(modules: ["m": "return op(3)", "bad": "x = = 1"])
    try await lua.prelude(Self.prelude, name: "sandbox")
    _ = await lua.run(script)
    return before.allocations...(await lua.memory.allocations)
  }

  @Test(arguments: [library, host], [false, true])
  func `allocation k fails, and with true all after it`(_ script: String, _ onward: Bool)
    async throws
  {
    let range = try await allocations(of: script)
    #expect(range.count > 100)
    var kinds: [String: Int] = [:]
    for k in range {
      kinds[await outcome(of: script, failing: (k, onward)).kind, default: 0] += 1
    }
    #expect(Set(kinds.keys).isSubset(of: ["not opened", "memory", "returned"]))
    #expect(kinds["memory", default: 0] > 50)
  }

  @Test(arguments: [false, true])
  func `allocation k fails while a state is made`(_ onward: Bool) async throws {
    let range = try await allocations(of: "return 1")
    var kinds: Set<String> = []
    for k in 1...range.lowerBound {
      kinds.insert(await outcome(of: "return 1", failing: (k, onward)).kind)
    }
    #expect(kinds.isSubset(of: ["not opened", "memory", "returned"]))
    #expect(kinds.contains("not opened"))
  }
}
