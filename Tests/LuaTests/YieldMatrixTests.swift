import Lua
import Testing

/// Where a script may wait for an answer, and where it cannot.
@Suite struct YieldMatrixTests {
  @Test(arguments: [
    ("a plain call", "return wait(7)"),
    ("pcall", "return select(2, pcall(wait, 7))"),
    ("xpcall's body", "return select(2, xpcall(wait, print, 7))"),
    ("pcall that catches after a wait", "pcall(function() wait() error('x') end) return wait(7)"),
    ("an iterator", "for x in function() return wait(7) end do return x end"),
    ("the call as an iterator", "for x in wait, 7 do return x end"),
    ("__index", "return setmetatable({}, { __index = function() return wait(7) end }).x"),
    (
      "__newindex",
      "local n local m = { __newindex = function(_, _, x) n = wait(x) end }"
        + " local t = setmetatable({}, m) t.x = 7 return n"
    ),
    ("__call", "return setmetatable({}, { __call = function() return wait(7) end })()"),
    ("__add", "return setmetatable({}, { __add = function() return wait(7) end }) + 1"),
    ("__unm", "return -setmetatable({}, { __unm = function() return wait(7) end })"),
    (
      "__eq",
      "local m = { __eq = function() return wait(true) end }"
        + " return setmetatable({}, m) == setmetatable({}, m) and 7"
    ),
    (
      "__lt",
      "local m = { __lt = function() return wait(true) end }"
        + " return setmetatable({}, m) < setmetatable({}, m) and 7"
    ),
    ("__len", "return #setmetatable({}, { __len = function() return wait(7) end })"),
    (
      "__close",
      "local n do local x <close> = setmetatable({}, { __close = function() n = wait(7) end }) end"
        + " return n"
    ),
    (
      "__close after an error",
      "local n pcall(function() local x <close> = setmetatable({},"
        + " { __close = function() n = wait(7) end }) error('x') end) return n"
    ),
    (
      "__pairs",
      "local m = { __pairs = function() return next, { wait(7) } end }"
        + " for _, x in pairs(setmetatable({}, m)) do return x end"
    ),
    ("a coroutine", "return coroutine.wrap(function() return wait(7) end)()"),
    ("a module", "return require('m')"),
    ("a reader of load", "return load(function() return wait(piece()) end)()"),
    (
      "__tostring",
      "return #tostring(setmetatable({}, { __tostring = function() return wait('1234567') end }))"
    ),
    (
      "tostring in a prelude",
      "return #shown(setmetatable({}, { __tostring = function() return wait('1234567') end }))"
    ),
  ])
  func `a script can wait in`(_ name: String, _ script: String) async throws {
    let lua = try await makeState(modules: ["m": "return op(7)"])
    try await lua.prelude(
      "local n = 0 function shown(x) return tostring(x) end"
        + " function piece() n = n + 1 return ({ 'return ', '7' })[n] end", name: "p")
    #expect(try await lua.values("local wait = op \(script)") == [.integer(7)])
  }

  @Test(arguments: [
    (
      "table.sort({ 3, 1, 2 }, function(a, b) begin() return a < b end)", "table.sort",
      "fetch what is needed before sorting"
    ),
    ("table.sort({ 3, 1, 2 }, begin)", "table.sort", "fetch what is needed before sorting"),
    (
      """
      local f = table.sort
      f({ 3, 1, 2 }, function() local ok, e = pcall(begin) error(e, 0) end)
      """,
      "table.sort", "fetch what is needed before sorting"
    ),
    (
      "table.sort({ 3, 1, 2 }, function(a, b) return coroutine.wrap(begin)() end)", "table.sort",
      "fetch what is needed before sorting"
    ),
    (
      "table.sort({ 3, 1, 2 }, function(a, b) return require('m') end)", "table.sort",
      "fetch what is needed before sorting"
    ),
    (
      "('x'):gsub('x', begin)", "string.gsub",
      "collect the matches with string.gmatch and call in a loop"
    ),
    (
      "string.gsub('x', 'x', setmetatable({}, { __index = begin }))", "string.gsub",
      "collect the matches with string.gmatch and call in a loop"
    ),
    (
      "('%s'):format(setmetatable({}, { __tostring = begin }))", "string.format",
      "call tostring before, which can wait"
    ),
    (
      "print(setmetatable({}, { __tostring = begin }))", "print",
      "call tostring before, which can wait"
    ),
    (
      "table.concat(setmetatable({}, { __len = function() return 1 end, __index = begin }))",
      "table.concat", "copy the values into a plain table first"
    ),
    (
      "table.unpack(setmetatable({}, { __index = begin }), 1, 1)", "table.unpack",
      "copy the values into a plain table first"
    ),
    (
      "table.insert(setmetatable({}, { __newindex = begin }), 1)", "table.insert",
      "assign with t[#t + 1] = value"
    ),
    (
      "table.remove(setmetatable({}, { __index = begin, __len = function() return 1 end }))",
      "table.remove", "assign to the fields one by one"
    ),
    (
      "table.move({ 1 }, 1, 1, 1, setmetatable({}, { __newindex = begin }))", "table.move",
      "assign to the fields one by one"
    ),
    (
      "for i, v in ipairs(setmetatable({}, { __index = begin })) do end", "ipairs",
      "count with for i = 1, #t do"
    ),
    (
      "error(select(2, xpcall(error, function() return select(2, pcall(begin)) end)))",
      "the message handler of xpcall", "wait after xpcall has returned"
    ),
    (
      """
      local function handler() return select(2, pcall(begin)) end
      error(select(2, xpcall(function() local t t.x = 1 end, handler)))
      """,
      "the message handler of xpcall", "wait after xpcall has returned"
    ),
    (
      """
      local co = coroutine.create(function()
        local x <close> = setmetatable({}, { __close = begin })
        coroutine.yield()
      end)
      coroutine.resume(co)
      error(select(2, coroutine.close(co)))
      """, "coroutine.close", "let the coroutine run to its end instead"
    ),
  ])
  func `where it cannot, the error names the function and the way out, and nothing is begun`(
    _ script: String, _ function: String, _ wayOut: String
  ) async throws {
    let started = Counter()
    let begin = LuaFunction("begin", suspends: true) { _ in
      started.increment()
      return .later { [] }
    }
    let lua = try await makeState(modules: ["m": "begin() return 1"], extra: [begin])
    let error = try #require(await lua.error(script))
    #expect(error.kind == .cannotWait)
    #expect(
      error.message
        == "begin waits for an answer, and Lua cannot wait inside \(function); \(wayOut)")
    #expect(error.place?.source == (script.contains("require") ? "m.lua" : "script.lua"))
    #expect(started.value == 0)
  }

  @Test func `waiting for another task cannot be either`() async throws {
    let error = await (try makeState()).error("table.sort({ 2, 1 }, tasks.park)")
    #expect(
      error?.message == "this call waits for an answer, and Lua cannot wait inside table.sort;"
        + " fetch what is needed before sorting")
  }
}
