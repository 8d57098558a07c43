/// `batch.phase`, in Lua over the task primitives.
enum PhasePrelude {
  static let source = #"""
    local tasks = ...
    local host = host

    function batch.phase(name, fn)
      if type(name) ~= "string" then
        error({ kind = "bad_argument", message = "batch.phase takes a string as 'name', not " .. host.kind_of(name) })
      elseif type(fn) ~= "function" then
        error({ kind = "bad_argument", message = "batch.phase takes a function as 'fn', not " .. host.kind_of(fn) })
      end
      host.phase_begins(name)
      -- A task of its own: what it starts is its own, and stopping it does not stop who waits here.
      local parent, waits, outcome = tasks.current(), false, nil
      local id = tasks.spawn(host.key_for(name), "phase '" .. name .. "'", function()
        outcome = table.pack(host.body(fn))
        if waits then tasks.wake(parent) end
        host.task_ended()
      end)
      local cancel
      while not outcome do
        waits = true
        local woken, err = pcall(tasks.park)
        waits = false
        if not woken and not cancel then
          cancel = { error = err }
          tasks.cancel(id)
        end
      end
      if cancel then error(cancel.error, 0) end
      if not outcome[1] then error(outcome[2], 0) end
      return table.unpack(outcome, 2, outcome.n)
    end
    """#
}
