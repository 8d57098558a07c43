/// `describe`, `it` and `expect`, in Lua over functions that know which test is to run.
enum TestPrelude {
  static let source = #"""
    local tasks = ...
    local host = host
    local outer, is_testing = { name = {}, options = {} }, false

    local function bad(message) error({ kind = "bad_argument", message = message }) end

    local function declaration(word, name, fn, options)
      if options == nil then options = {} end
      if type(name) ~= "string" or name == "" then
        bad(("%s takes a string as its name, not %s"):format(word, name == "" and "an empty one" or host.kind_of(name)))
      elseif type(options) ~= "table" then
        bad(("%s takes a table of options after the function, not %s"):format(word, host.kind_of(options)))
      elseif type(fn) ~= "function" then
        bad(("%s takes a function, not %s"):format(word, host.kind_of(fn)))
      elseif is_testing then
        bad(("%s '%s' is declared inside another test; move it out of that test"):format(word, name))
      end
      local inner = { name = {}, options = {} }
      for i, part in ipairs(outer.name) do inner.name[i] = part end
      inner.name[#inner.name + 1] = name
      for key, value in next, outer.options do inner.options[key] = value end
      for key, value in next, options do inner.options[key] = value end
      return inner, fn
    end

    local function describe(name, fn, options)
      local inner, body = declaration("describe", name, fn, options)
      local before = outer
      outer = inner
      body()
      outer = before
    end

    local function it(name, fn, options)
      local inner, body = declaration("it", name, fn, options)
      if not host.test_found(table.concat(inner.name, " > "), inner.options) then return end
      is_testing = true
      body()
      is_testing = false
      host.test_ended()
    end

    -- A value as a person writes it.
    local function shown(value, depth)
      depth = depth or 0
      if type(value) == "string" then return ("%q"):format(value) end
      if type(value) ~= "table" or value == json.null then return tostring(value) end
      if depth > 3 then return "{…}" end
      local parts, count = {}, 0
      for i = 1, #value do parts[i] = shown(value[i], depth + 1) end
      local names = {}
      for key in next, value do
        if not (math.type(key) == "integer" and key >= 1 and key <= #value) then names[#names + 1] = key end
      end
      table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
      for _, key in ipairs(names) do
        count = count + 1
        parts[#parts + 1] = ("%s = %s"):format(tostring(key), shown(value[key], depth + 1))
      end
      return #parts == 0 and "{}" or "{ " .. table.concat(parts, ", ") .. " }"
    end

    local function equal(one, other, seen)
      if one == other then return true end
      if type(one) ~= "table" or type(other) ~= "table" then return false end
      if seen[one] == other then return true end
      seen[one] = other
      for key, value in next, one do
        if not equal(value, rawget(other, key), seen) then return false end
      end
      for key in next, other do
        if rawget(one, key) == nil then return false end
      end
      return true
    end

    local function contains(value, part)
      if type(value) == "string" then return value:find(tostring(part), 1, true) ~= nil end
      if type(value) ~= "table" then return false end
      for _, item in next, value do
        if equal(item, part, {}) then return true end
      end
      return false
    end

    -- Each answers whether it is so, and in words what was wanted.
    local matchers = {
      to_equal = function(value, other) return equal(value, other, {}), "to equal " .. shown(other) end,
      to_be = function(value, other) return rawequal(value, other), "to be " .. shown(other) end,
      to_be_truthy = function(value) return value ~= nil and value ~= false, "to be neither nil nor false" end,
      to_contain = function(value, part) return contains(value, part), "to contain " .. shown(part) end,
      to_match = function(value, pattern)
        return type(value) == "string" and value:find(pattern) ~= nil, "to match " .. shown(pattern)
      end,
    }

    local function fails(value, kind, is_wanted)
      if type(value) ~= "function" then bad("to_fail is for a function, not " .. type(value)) end
      local ok, err = pcall(value)
      if not ok and host.is_cancelled(err) then error(err, 0) end
      local got = type(err) == "table" and rawget(err, "kind") or "script"
      local is_so = not ok and (kind == nil or kind == got)
      if is_so ~= is_wanted then
        error({ kind = "expectation", message = ("expected the function %sto fail%s, and it %s"):format(
          is_wanted and "" or "not ", kind and " with " .. kind or "",
          ok and "did not" or ("failed with %s: %s"):format(got, tostring(err))) })
      end
      return err
    end

    local function expectation(value, is_wanted)
      local checks = { to_fail = function(kind) return fails(value, kind, is_wanted) end }
      for name, matcher in next, matchers do
        checks[name] = function(...)
          local is_so, wanted = matcher(value, ...)
          if is_so ~= is_wanted then
            error({ kind = "expectation",
              message = ("expected %s %s%s"):format(shown(value), is_wanted and "" or "not ", wanted) })
          end
        end
      end
      if is_wanted then checks.never = expectation(value, false) end
      return tasks.lock(checks, "expect(…)", function(_, name)
        error(("expect(…) has no '%s'; it has never, to_be, to_be_truthy, to_contain, to_equal, to_fail, to_match")
          :format(tostring(name)), 2)
      end)
    end

    local emulator_names = {}
    for name in next, emulator do emulator_names[#emulator_names + 1] = name end
    table.sort(emulator_names)

    host.test_globals = {
      describe = describe, it = it,
      expect = function(value) return expectation(value, true) end,
      emulator = tasks.lock(emulator, "emulator", function(_, name)
        error(("emulator has no '%s'; it has %s"):format(tostring(name), table.concat(emulator_names, ", ")), 2)
      end),
    }
    """#
}
