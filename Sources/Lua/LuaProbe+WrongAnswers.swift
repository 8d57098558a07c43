// The bugs that give a wrong answer, and those that no chunk shows.
extension LuaProbe {
  /// All bugs, the worst first.
  package static let all = crashes + wrongAnswers + unseen

  static let wrongAnswers = [
    LuaProbe(
      name: "constant-bits",
      meaning: "1 ~ (2 or 3) is 0 and not 3 in a function with more than 256 constants",
      remedy: "cannot prevent it; nobody writes this: put the value into a local first",
      fix: "c764ca71",
      trial: Trial(
        chunk: """
          local parts = {}
          for i = 1, 257 do parts[i] = i .. ".1," end
          local code = "local x = {" .. table.concat(parts) .. "} return 1 ~ (2 or 3)"
          return load(code)()
          """,
        healthy: "3")),
    LuaProbe(
      name: "comparison-key",
      meaning: "t[1 < 2] on a table of an outer function is an error",
      remedy: "cannot prevent it; put the comparison into a local first",
      fix: "782ef85b",
      trial: Trial(
        chunk: """
          local t = { [true] = "found" }
          local function look() return t[1 < 2] end
          return look()
          """,
        healthy: "found")),
    LuaProbe(
      name: "break-close",
      meaning: "break leaves a for loop without closing its fourth value before the function ends",
      remedy: "cannot prevent it; give what has to be closed to a local ... <close>",
      fix: "997f11f5",
      trial: Trial(
        chunk: """
          local closed = "late"
          local guard = setmetatable({}, { __close = function() closed = "closed" end })
          local function leave()
            for k in next, { 1 }, nil, guard do
              local function f() return k end
              break
            end
            return closed
          end
          return leave()
          """,
        healthy: "closed")),
    LuaProbe(
      name: "message-handler",
      meaning: "closing a coroutine that waits in an xpcall loses the text of an error in __close",
      remedy: "never waits in an xpcall of its own; the error stays an error",
      fix: "3fe7be95",
      trial: Trial(
        chunk: """
          local co = coroutine.create(function()
            local x <close> = setmetatable({}, { __close = function() error(134, 0) end })
            xpcall(coroutine.yield, function(m) return m end)
          end)
          coroutine.resume(co)
          return select(2, coroutine.close(co))
          """,
        healthy: "134")),
    LuaProbe(
      name: "utf8-codes",
      meaning: "utf8.codes accepts some strings that are not UTF-8",
      remedy: "checks in Swift every text that leaves a script",
      fix: "a1089b41",
      trial: Trial(
        chunk: #"""
          local ok = pcall(function() for _ in utf8.codes("ab\x80") do end end)
          return ok and "accepted" or "refused"
          """#,
        healthy: "refused")),
    LuaProbe(
      name: "call-line",
      meaning: "an error in a call that spans lines names the line of the function, not of the (",
      remedy: "cannot prevent it; look one line further",
      fix: "02bab9fc",
      trial: Trial(
        chunk: #"""
          local e = select(2, pcall(load("local f\nf\n(\n1)", "=chunk")))
          return "line " .. e:match("%d+")
          """#,
        healthy: "line 3")),
  ]

  static let unseen = [
    LuaProbe(
      name: "weak-metatable",
      meaning: "a weak metatable that is collected in a moment without memory may crash",
      remedy: "ends a script that passes its memory limit instead of going on",
      fix: "983bc433", trial: nil),
    LuaProbe(
      name: "string-compare",
      meaning: "comparing strings may read one byte too far in some locales",
      remedy: "leaves the locale of comparisons at C",
      fix: "f623b969", trial: nil),
    LuaProbe(
      name: "traceback-slots",
      meaning: "a traceback at the very end of Lua's stack may write past it",
      remedy: "makes room on the stack before each traceback",
      fix: "2db966fc", trial: nil),
  ]
}
