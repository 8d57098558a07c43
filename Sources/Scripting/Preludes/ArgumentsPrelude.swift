/// `script.arguments`, in Lua over a function that knows the words: only Lua can read tables such as
/// `{ "people", help = "…" }`, which have both an item and names.
enum ArgumentsPrelude {
  static let source = #"""
    local host = host
    local forms = { "file", "positional", "option" }

    local function bad(message)
      error({ kind = "bad_argument", message = "script.arguments " .. message })
    end

    function script.arguments(declarations)
      if type(declarations) ~= "table" then bad("takes a table of declarations, not " .. host.kind_of(declarations)) end
      local list = {}
      for i = 1, #declarations do list[i] = declarations[i] end
      for _, form in ipairs(forms) do
        local given = declarations[form]
        if given ~= nil then
          if type(given) ~= "table" then bad(("takes a table as '%s', not %s"):format(form, host.kind_of(given))) end
          local named = {}
          for key, value in next, given do
            if key == 1 then
              named[form] = value
            elseif type(key) == "string" then
              named[key] = value
            else
              bad(("knows one name in '%s'; declare more in a list: { %s = … }, { %s = … }"):format(form, form, form))
            end
          end
          list[#list + 1] = named
        end
      end
      local about = declarations.about
      if about ~= nil and type(about) ~= "string" then bad("takes a string as 'about', not " .. host.kind_of(about)) end
      local known = { "about", "file", "positional", "option" }
      for key in next, declarations do
        if type(key) == "string" and key ~= "about" and key ~= "file" and key ~= "positional" and key ~= "option" then
          local near = host.nearest(key, known)
          bad(("does not know '%s'%s"):format(key, near and (" (did you mean '%s'?)"):format(near) or ""))
        end
      end

      local values, names = host.arguments(list, about or "")
      local declared = {}
      for _, name in ipairs(names) do declared[name] = true end
      return setmetatable(values, {
        __index = function(_, name)
          if declared[name] then return nil end
          local near = type(name) == "string" and host.nearest(name, names)
          error(("no argument is named '%s'%s"):format(tostring(name),
            near and (" (did you mean '%s'?)"):format(near) or ""), 2)
        end,
        __metatable = false,
      })
    end
    """#
}
