/// `batch.each` and `batch.map`, in Lua over the task primitives: waiting is then the same waiting
/// as everywhere, and an error keeps the script's own lines.
enum BatchPrelude {
  static let source = #"""
    local tasks = ...
    local host, is_cancelled = host, host.is_cancelled
    batch = {}

    local function options_of(name, items, fn, options)
      if type(items) ~= "table" and type(items) ~= "function" then
        error({ kind = "bad_argument", message = name .. " takes a list or an iterator as 'items', not "
          .. host.kind_of(items) })
      elseif type(fn) ~= "function" then
        error({ kind = "bad_argument", message = name .. " takes a function as 'fn', not " .. host.kind_of(fn) })
      end
      if type(items) == "table" then
        for key in next, items do
          if math.type(key) ~= "integer" or key < 1 or key > #items then
            error({ kind = "bad_argument", message = name .. " takes a list as 'items', and this table has"
              .. " the key '" .. tostring(key) .. "'" })
          end
        end
      end
      options = options == nil and {} or options
      if type(options) ~= "table" then
        error({ kind = "bad_argument", message = name .. " takes a table as 'options', not " .. host.kind_of(options) })
      elseif options.key ~= nil and type(options.key) ~= "function" then
        error({ kind = "bad_argument", message = name .. " takes a function as 'key', not " .. host.kind_of(options.key) })
      end
      local given = {}
      for key in next, options do given[#given + 1] = tostring(key) end
      host.check_batch_options(name, given)
      local limit = options.concurrency or 10000
      if math.type(limit) ~= "integer" or limit < 1 then
        error({ kind = "bad_argument", message = name .. " takes a whole number from 1 as 'concurrency'" })
      elseif options.on_error ~= nil and options.on_error ~= "continue" and options.on_error ~= "stop" then
        error({ kind = "bad_argument", message = name .. " takes \"continue\" or \"stop\" as 'on_error'" })
      end
      return limit, options.key, options.on_error == "continue"
    end

    -- What people call the item; nil where it has but its number.
    local function name_of(item, kind, key)
      if key then
        local ok, name = pcall(key, item)
        if ok and name ~= nil then return tostring(name) end
        -- Told once only: swallowed here, the batch would go on.
        if not ok and is_cancelled(name) then error(name, 0) end
      end
      if kind == "string" or kind == "number" then return tostring(item) end
      return host.origins[item]
    end

    -- The item's part of the task key: the same when the run is resumed, wherever the item stands then.
    local function key_of(item, kind, index, name, key)
      local ok, part
      if key or kind ~= "table" then ok, part = pcall(host.key_for, name or "item " .. index)
      else ok, part = pcall(host.key_for, item, index, name) end
      -- Without a digest: it holds a function, for example, or text that is not UTF-8.
      return ok and part or host.key_for("item " .. index)
    end

    -- kind, message and place of an error, whatever was raised
    local function describe(err)
      if type(err) ~= "table" then return "script", tostring(err), nil end
      local message = rawget(err, "message")
      return tostring(rawget(err, "kind") or "script"),
        message and tostring(message) or tostring(err), rawget(err, "where")
    end

    local function report(index, name, err)
      local ok, kind, message, place = pcall(describe, err)
      if not ok then kind, message, place = "script", "an error that cannot be shown", nil end
      host.item_failed(index, name, kind, message, type(place) == "string" and place or nil)
    end

    local function run(name, items, fn, options, results)
      local limit, key, goes_on = options_of(name, items, fn, options)
      local parent, waits = tasks.current(), false
      local running, done, failed, first_error = {}, 0, {}, nil
      -- How many may be under way now; more where that makes fewer requests (BatchRoom).
      local count, room = 0, math.min(limit, 100)
      local is_last = false

      -- Not after each of hundreds: to wake it costs as much as an item.
      local function has_room() return count == 0 or not is_last and count < room - room // 16 end

      local function settle(item, index, name, ok, ...)
        -- First of all, so that nothing below can keep the parent waiting.
        running[tasks.current()] = nil
        count = count - 1
        if waits and has_room() then
          waits = false
          tasks.wake(parent)
        end
        if ok then
          done = done + 1
          if results then results[index] = (...) end
          host.item_ended()
          return
        end
        local err = (...)
        if not goes_on or is_cancelled(err) then host.task_ended() end
        if is_cancelled(err) then
          first_error = first_error or err
          return
        end
        name = name or "item " .. index
        failed[#failed + 1] = { index = index, key = name, item = item, error = err }
        if goes_on then
          report(index, name, err)
        elseif not first_error or is_cancelled(first_error) then
          first_error = err
          if type(err) == "table" and rawget(err, "item") == nil then rawset(err, "item", name) end
          for id in next, running do tasks.cancel(id) end
        end
      end

      local function wait()
        waits = true
        tasks.park()
      end

      local function spawn_all()
        local index, is_list = 0, type(items) == "table"
        local function next_item()
          index = index + 1
          if is_list then return items[index] end
          return (items())
        end
        if is_list then host.items_known(#items) end
        local item = next_item()
        while item ~= nil and (goes_on or not first_error) do
          while count >= room do
            if room < limit then host.wants_room() end
            wait()
            if waits then
              -- No item has woken it.
              waits, room = false, math.min(limit, 4 * room)
            end
          end
          if first_error and not goes_on then break end
          local this, at, kind = item, index, type(item)
          local name = name_of(item, kind, key)
          local path = key_of(item, kind, index, name, key)
          local id = tasks.spawn(path, "batch item", index, name, function()
            settle(this, at, name, host.body(fn, this, at))
          end)
          running[id] = true
          count = count + 1
          item = next_item()
        end
        is_last = true
        while count > 0 do wait() end
      end

      local ok, err = pcall(spawn_all)
      if not ok then
        -- Cancelled, or the iterator failed: no child outlives its parent.
        for id in next, running do tasks.cancel(id) end
        while count > 0 do pcall(wait) end
        error(err, 0)
      end
      if first_error and not (goes_on and not is_cancelled(first_error)) then error(first_error, 0) end
      return { done = done, failed = failed }
    end

    function batch.each(items, fn, options) return run("batch.each", items, fn, options) end

    function batch.map(items, fn, options)
      local results = {}
      local report = run("batch.map", items, fn, options, results)
      return results, report
    end
    """#
}
