/// `task.spawn`, in Lua over the task primitives: a task does not end before those that it has
/// started.
enum TaskPrelude {
  static let source = #"""
    local tasks = ...
    local host = host

    -- What a task has started, by its number; only tasks that have started some are here.
    local scopes = {}
    -- The tasks whose end this file sees to; the main task is none of them.
    local bodies = {}

    -- What makes the keys of the tasks that a task starts, by its number.
    local keys = {}

    -- The part of a task's key for an item that the current task starts one for: of a text itself, of
    -- a table the digest of its content and then, for those who read the journal, its name or number.
    function host.key_for(item, index, name)
      local id = tasks.current()
      local unique = keys[id]
      if not unique then
        unique = host.task_keys()
        keys[id] = unique
      end
      return unique(item, index, name)
    end

    -- What messages call a value.
    function host.kind_of(value) return value == nil and "nil" or "a " .. type(value) end

    local function is_cancelled(err) return type(err) == "table" and rawget(err, "kind") == "cancelled" end
    host.is_cancelled = is_cancelled

    local function cancel_all(scope)
      for id in next, scope.running do tasks.cancel(id) end
    end

    -- What the body came to is only the task's end when its own tasks have ended. Who has called for it
    -- tells the host then.
    local function finish(id, ok, ...)
      bodies[id] = nil
      local scope = scopes[id]
      if not scope then
        keys[id] = nil
        return ok, ...
      end
      local results = table.pack(...)
      scope.body = nil
      if not ok then cancel_all(scope) end
      while scope.count > 0 do
        scope.waits = true
        local woken, err = pcall(tasks.park)
        if not woken then
          -- Told to stop: those below are to stop as well, and are waited for all the same.
          cancel_all(scope)
          if ok then ok, results = false, table.pack(err) end
        end
      end
      scopes[id] = nil
      keys[id] = nil
      local failure = scope.failure
      if failure and (ok or failure.is_first or is_cancelled(results[1])) then
        return false, failure.error
      end
      return ok, table.unpack(results, 1, results.n)
    end

    -- Calls a function as all there is to the current task, and answers as pcall does. The host is then to
    -- be told by task_ended, or by what ends a batch's item.
    function host.body(fn, ...)
      local id = tasks.current()
      bodies[id] = true
      return finish(id, xpcall(fn, tasks.traceback, ...))
    end

    -- A task that another has started is over.
    local function ended(scope, parent, ok, ...)
      -- First of all, so that nothing below can keep the parent waiting.
      scope.running[tasks.current()] = nil
      scope.count = scope.count - 1
      host.task_ended()
      local err, is_news = (...), false
      if not ok and (not scope.failure or is_cancelled(scope.failure.error) and not is_cancelled(err)) then
        is_news = true
        scope.failure = { error = err, is_first = scope.body and not is_cancelled(err) }
        if not is_cancelled(err) then
          cancel_all(scope)
          -- Its own body would go on as if nothing had happened.
          if scope.body then tasks.cancel(parent) end
        end
      end
      if scope.waits then
        scope.waits = false
        tasks.wake(parent)
      end
      -- Nobody raises it for the main task, which ends without this file.
      if is_news and not scope.is_kept then error(err, 0) end
    end

    local handle = {
      __index = function(_, name) error(("a task has no '%s'"):format(tostring(name)), 2) end,
      __metatable = false,
    }
    local labels = setmetatable({}, { __mode = "k" })
    handle.__tostring = function(self) return labels[self] end
    handle.__newindex = function() error("a task cannot be changed", 2) end

    function task.spawn(fn, ...)
      if type(fn) ~= "function" then
        error({ kind = "bad_argument", message = "task.spawn takes a function as 'fn', not " .. host.kind_of(fn) })
      end
      local parent = tasks.current()
      local scope = scopes[parent]
      if not scope then
        scope = { running = {}, count = 0, spawned = 0, body = true, is_kept = bodies[parent] }
        scopes[parent] = scope
      end
      scope.spawned = scope.spawned + 1
      local label = "task " .. scope.spawned
      local id = tasks.spawn(host.key_for(label), label, function(...) ended(scope, parent, host.body(fn, ...)) end, ...)
      scope.running[id] = true
      scope.count = scope.count + 1
      local task = setmetatable({}, handle)
      labels[task] = label
      return task
    end
    """#
}
