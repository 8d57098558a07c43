// The bugs that end the process.
extension LuaProbe {
  static let crashes = [
    LuaProbe(
      name: "concat",
      meaning: "joining values by a __concat of one's own crashes or gives a wrong text",
      remedy: "refuses __concat, in metatables and in what is loaded, with the reason",
      fix: "603b2c64",
      trial: Trial(
        chunk: """
          local function deep(n) if n > 0 then return 1 + deep(n - 1) end return 0 end
          local t = setmetatable({}, { __concat = function() deep(300) return "x" end })
          return t .. t .. t .. t
          """,
        healthy: "x")),
    LuaProbe(
      name: "nested-close",
      meaning: "coroutines that close each other in a long chain crash",
      remedy: "closes coroutines itself and refuses a chain that is too deep",
      fix: "1e64c139",
      trial: Trial(
        chunk: """
          local top = false
          for i = 1, 20000 do
            local below = top
            top = coroutine.create(function()
              local x <close> = setmetatable({}, { __close = function()
                if below then assert(coroutine.close(below)) end
              end })
              coroutine.yield()
            end)
            coroutine.resume(top)
          end
          local ok, e = coroutine.close(top)
          return ok and "closed" or tostring(e):find("stack overflow") and "refused" or tostring(e)
          """,
        healthy: "refused")),
    LuaProbe(
      name: "binary-chunk",
      meaning: "loading a damaged precompiled chunk crashes",
      remedy: "takes text only, and has no string.dump",
      fix: "ab859fe5",
      // A function of one upvalue that says it has the names of a million.
      trial: Trial(
        chunk: #"""
          local names = "\x81\x85_ENV"
          local code = string.dump(load("return 1"))
          if code:sub(-#names) ~= names then return "another format" end
          local many = "\x40\x00\x80" .. ("\x80"):rep(1 << 20)
          load(code:sub(1, -#names - 1) .. many, "x", "b")
          return "survived"
          """#,
        healthy: "survived")),
    LuaProbe(
      name: "deep-names",
      meaning: "an error after tens of thousands of fields in one expression, a.x.x.x…, crashes",
      remedy: "runs scripts on a thread with a big stack, and a time limit ends what takes longer",
      fix: "7923dbbf",
      trial: Trial(
        chunk: """
          local t = {}
          t.x = t
          local deep = load("local t = ... return t" .. (".x"):rep(20000) .. ".nobody.home")
          return (pcall(deep, t)) and "no error" or "an error"
          """,
        healthy: "an error")),
  ]
}
