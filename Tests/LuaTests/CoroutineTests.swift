import Lua
import Testing

@Suite struct CoroutineTests {
  @Test(arguments: [
    (
      "a generator that makes host calls",
      """
      local g = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(op(i)) end end)
      local s = 0
      for i in g do s = s + i end
      return s == 6
      """
    ),
    (
      "create and resume, with a host call between",
      """
      local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) return op(b) * 2 end)
      local _, x = coroutine.resume(co, 1)
      local _, y = coroutine.resume(co, 10)
      return x == 2 and y == 20 and coroutine.status(co) == "dead"
      """
    ),
    (
      "three deep",
      """
      local f = coroutine.wrap(function()
        local g = coroutine.wrap(function() op() coroutine.yield(op(7)) end)
        coroutine.yield(g())
      end)
      return f() == 7
      """
    ),
    (
      "a parked task in a coroutine",
      """
      local got
      local id = spawn(function() got = coroutine.wrap(function() return tasks.park() end)() end)
      op()
      tasks.wake(id, 5)
      op()
      return got == 5
      """
    ),
    (
      "a pure coroutine in table.sort",
      """
      local t = { 3, 1, 2 }
      local function gen(n) return coroutine.wrap(function() coroutine.yield(n) end)() end
      table.sort(t, function(a, b) return gen(a) < gen(b) end)
      return t[1] == 1 and t[3] == 3
      """
    ),
    (
      "pcall, __index, __close, an iterator",
      """
      local t = setmetatable({}, { __index = function(_, k) return op(k) end })
      local done
      do local x <close> = setmetatable({}, { __close = function() done = op(true) end }) end
      for v in function() return op(1) end do
        return select(2, pcall(op, 5)) == 5 and t.k == "k" and done
      end
      """
    ),
    (
      "xpcall's body, metamethods, pairs",
      """
      local m = { __add = op, __eq = function() return op(true) end,
        __call = function() return op(4) end,
        __len = function() return op(3) end, __lt = function() return op(true) end,
        __pairs = function() return function(_, k) if not k then return op(1) end end end }
      local a, b = setmetatable({}, m), setmetatable({}, m)
      local n = 0
      for _ in pairs(a) do n = n + 1 end
      return a + b == a and a == b and a < b and #a == 3 and a() == 4 and n == 1
        and select(2, xpcall(op, print, 5)) == 5
      """
    ),
    (
      "an error object through wrap",
      """
      local ok, e = pcall(coroutine.wrap(function() op() error({ code = 42 }) end))
      return not ok and e.code == 42
      """
    ),
    (
      "what an error in a coroutine closes",
      """
      local closed
      local co = coroutine.create(function()
        local x <close> = setmetatable({}, { __close = function() closed = op(true) end })
        error("x")
      end)
      local ok, e = coroutine.resume(co)
      return not ok and e == "script.lua:4: x" and closed
      """
    ),
    (
      "status, running and isyieldable",
      """
      local inside
      local co = coroutine.create(function() inside = coroutine.isyieldable() end)
      local before = coroutine.status(co)
      coroutine.resume(co)
      return before == "suspended" and inside and not coroutine.isyieldable()
        and coroutine.running() ~= nil
      """
    ),
  ])
  func `host calls go through`(_ name: String, _ script: String) async throws {
    #expect(try await makeState().values(script) == [.bool(true)])
  }

  @Test(arguments: [
    ("coroutine.yield(1)", "attempt to yield from outside a coroutine"),
    ("coroutine.resume(1)", "bad argument #1 to 'resume' (coroutine expected, got number)"),
    ("coroutine.close(coroutine.running())", "cannot close a running coroutine"),
    (
      "local f = coroutine.wrap(function() end) f() f()",
      "cannot resume dead coroutine"
    ),
  ])
  func `mistakes are errors`(_ script: String, _ message: String) async throws {
    #expect(try await makeState().error(script)?.message == message)
  }

  @Test func `a coroutine that waits for the host cannot be resumed by another task`()
    async throws
  {
    let values = try await makeState().values(
      """
      local co = coroutine.create(function() tasks.park() return 1 end)
      local id = spawn(function() coroutine.resume(co) end)
      op()
      local ok, e = coroutine.resume(co)
      local closes = pcall(coroutine.close, co)
      tasks.wake(id)
      return ok, e, closes
      """)
    #expect(
      values == [
        .bool(false), .string("cannot resume a coroutine that waits for an answer"),
        .bool(false),
      ])
  }

  @Test func `coroutine close in coroutine close is bounded, because 5.4.4 crashes`()
    async throws
  {
    let values = try await makeState().values(
      """
      local why
      local function nest(n)
        local co = coroutine.create(function()
          local x <close> = setmetatable({}, { __close = function()
            if n > 0 then
              local ok, e = nest(n - 1)
              if not ok then why = e end
            end
          end })
          coroutine.yield()
        end)
        coroutine.resume(co)
        return coroutine.close(co)
      end
      nest(10)
      local before = why
      nest(100000)
      return before == nil, why:find("too deep") ~= nil
      """)
    #expect(values == [.bool(true), .bool(true)])
  }
}
