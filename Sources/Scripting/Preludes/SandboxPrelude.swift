/// Builds what a script sees from what is allowed, and makes mistakes visible.
///
/// A trusted chunk in the raw globals, where `host` holds functions that scripts never see.
enum SandboxPrelude {
  static let source = #"""
    local tasks = ...
    local host = host
    local env = {}
    local allowed = { "assert", "error", "getmetatable", "ipairs", "load", "next", "pairs", "pcall",
      "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "tonumber",
      "tostring", "type", "xpcall", "_VERSION", "collectgarbage" }
    for _, name in ipairs(allowed) do env[name] = _G[name] end
    env._G = env
    os = { clock = os.clock, date = os.date, difftime = os.difftime, time = os.time }
    debug = { traceback = debug.traceback }
    -- Lua's own answer nil for a name that they do not have: modules ask what this Lua can do.
    for _, name in ipairs{ "coroutine", "debug", "math", "os", "string", "table", "utf8" } do
      env[name] = tasks.lock(_G[name], name)
    end

    local function names_of(t)
      local names = {}
      for name in next, t do
        if type(name) == "string" then names[#names + 1] = name end
      end
      return names
    end

    -- A table of the library: a name that it does not have is a mistake, and so is changing it.
    local function locked(t, label)
      return tasks.lock(t, label, function(_, name)
        local near = type(name) == "string" and host.nearest(name, names_of(t))
        error(("%s has no '%s'%s"):format(label, tostring(name),
          near and (" (did you mean '%s.%s'?)"):format(label, near) or ""), 2)
      end)
    end

    local function text_of(separator, ...)
      local parts = table.pack(...)
      for i = 1, parts.n do parts[i] = tostring(parts[i]) end
      return table.concat(parts, separator)
    end

    env.print = function(...) host.print(text_of("\t", ...)) end
    env.table_view = table_view
    env.warn = function(...) host.log("warn", text_of("", ...)) end
    log = {}
    for _, level in ipairs{ "debug", "info", "warn", "error" } do
      log[level] = function(...) host.log(level, text_of(" ", ...)) end
    end

    -- The same person's functions are one table, however often a script asks for them. Of the tasks that
    -- ask before it is there, the first asks the host: a hundred rows in a row are often one person's.
    local bind, acting, awaited = sendas.as, {}, {}
    local function functions_of(who, ...)
      local functions = locked(bind(who, ...), "sendas.as(…)")
      if type(who) == "string" then acting[who] = functions end
      return functions
    end

    local asking = {
      __close = function(waiting)
        awaited[waiting.who] = nil
        for i = 1, #waiting do tasks.wake(waiting[i]) end
      end,
    }
    local function ask_for_all(who)
      local waiting <close> = setmetatable({ who = who }, asking)
      awaited[who] = waiting
      return functions_of(who)
    end

    sendas.as = function(who, ...)
      if type(who) ~= "string" or select("#", ...) > 0 then return functions_of(who, ...) end
      local functions, waiting = acting[who], awaited[who]
      if functions then return functions end
      if not waiting then return ask_for_all(who) end
      waiting[#waiting + 1] = tasks.current()
      tasks.park()
      -- Where the first has failed, each hears from the host why.
      return acting[who] or functions_of(who)
    end

    env.log = locked(log, "log")
    for _, name in ipairs{ "sendas", "users", "organization", "close", "batch", "task", "csv", "fs", "json", "script" } do
      env[name] = locked(_G[name], name)
    end

    -- What only files of tests find.
    for name, value in next, host.test_globals or {} do env[name] = value end

    return setmetatable(env, {
      __index = function(_, name)
        error(host.undefined(tostring(name), names_of(env)), 2)
      end,
      __metatable = false,
    })
    """#
}
