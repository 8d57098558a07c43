/// Runs a script piece by piece, in Lua: what is local at the top of one piece is there in the next.
///
/// A piece is compiled inside a function whose upvalues are joined with the variables of the pieces
/// before, so that closures of both see the same variables.
enum LinePrelude {
  static let source = #"""
    local tasks = ...
    local host, upvalue, metatable = host, tasks.upvalue, tasks.metatable
    local kept = {} -- by name: what reads the variable, its value where it is a constant
    local most_results, most_items, most_depth = 100, 40, 3

    local function keep(name, attribute, reader)
      kept[name] = { reader = reader, attribute = attribute, value = attribute and reader() }
    end

    local text_of

    local function key_text(key)
      if type(key) == "string" and key:find("^[%a_][%w_]*$") then return key end
      return "[" .. text_of(key, most_depth) .. "]"
    end

    local function by_name(a, b)
      if type(a[1]) == type(b[1]) and type(a[1]) ~= "table" and type(a[1]) ~= "function"
        and type(a[1]) ~= "boolean" then return a[1] < b[1] end
      return tostring(a[1]) < tostring(b[1])
    end

    local function table_text(value, depth)
      local meta = metatable(value)
      if type(meta) == "table" and rawget(meta, "__tostring") then return tostring(value) end
      if depth >= most_depth then return "{ … }" end
      local parts, length, entries = {}, #value, {}
      for i = 1, math.min(length, most_items) do parts[i] = text_of(value[i], depth + 1) end
      for key, item in pairs(value) do
        if math.type(key) ~= "integer" or key < 1 or key > length then entries[#entries + 1] = { key, item } end
      end
      table.sort(entries, by_name)
      for i = 1, math.min(#entries, most_items) do
        parts[#parts + 1] = key_text(entries[i][1]) .. " = " .. text_of(entries[i][2], depth + 1)
      end
      local more = math.max(length - most_items, 0) + math.max(#entries - most_items, 0)
      if more > 0 then parts[#parts + 1] = "… " .. more .. " more" end
      if #parts == 0 then return "{}" end
      local line = "{ " .. table.concat(parts, ", ") .. " }"
      if #line <= 90 then return line end
      local indent = ("  "):rep(depth + 1)
      return "{\n" .. indent .. table.concat(parts, ",\n" .. indent) .. "\n" .. ("  "):rep(depth) .. "}"
    end

    function text_of(value, depth)
      if type(value) == "string" then
        return '"' .. value:gsub('[%c"\\]', function(c)
          return c == "\n" and "\\n" or c == "\t" and "\\t" or (c == '"' or c == "\\") and "\\" .. c
            or ("\\%d"):format(c:byte())
        end) .. '"'
      elseif type(value) == "table" then return table_text(value, depth)
      elseif type(value) == "function" then return "function" end
      return tostring(value)
    end

    local function is_row(value)
      if type(value) ~= "table" or next(value) == nil or metatable(value) then return false end
      for key in next, value do
        if type(key) ~= "string" then return false end
      end
      return true
    end

    -- A list of rows leaves as it is, each cell a scalar; everything else as text.
    local function shown(value)
      if type(value) ~= "table" or metatable(value) or #value == 0 then return { text = text_of(value, 0) } end
      for key, item in next, value do
        if math.type(key) ~= "integer" or key < 1 or key > #value or not is_row(item) then
          return { text = text_of(value, 0) }
        end
      end
      local rows = {}
      for i, item in ipairs(value) do
        local row = {}
        for name, cell in next, item do
          local kind = type(cell)
          row[name] = (kind == "table" or kind == "function" or kind == "thread") and text_of(cell, 1) or cell
        end
        rows[i] = row
      end
      return { rows = rows }
    end

    local function results_of(number, ...)
      local count = select("#", ...)
      if count == 0 then return {} end
      local env = load("return _ENV")()
      local first = (...)
      rawset(env, "_", first)
      rawset(env, "_" .. number, first)
      rawset(env, "_" .. number - most_results, nil)
      local all = {}
      for i = 1, count do all[i] = shown((select(i, ...))) end
      return all
    end

    -- The names that the piece uses decide which of the kept variables it gets: Lua allows 200.
    function host.evaluate(source, chunk, number, names)
      local declared, values, count = {}, {}, 0
      for _, name in ipairs(names) do
        local variable = kept[name]
        if variable then
          count = count + 1
          declared[count] = variable.attribute and name .. " <const>" or name
          values[count] = variable.value
        end
      end
      table.insert(declared, 1, "__keep")
      local outer, problem = load("local " .. table.concat(declared, ", ") .. " = ... return function(...) "
        .. source .. "\nend", "@" .. chunk)
      if not outer then error(problem, 0) end
      local piece = outer(keep, table.unpack(values, 1, count))
      for index = 1, 255 do
        local name = upvalue(piece, index)
        if not name then break end
        local variable = kept[name]
        if variable and not variable.attribute then tasks.join(piece, index, variable.reader, 1) end
      end
      return results_of(number, piece())
    end

    -- A field as Lua would find it where no metamethod is a function: nothing runs.
    local function field(value, name)
      for _ = 1, 10 do
        if type(value) ~= "table" then return nil end
        local found = rawget(value, name)
        if found ~= nil then return found end
        local meta = metatable(value)
        value = type(meta) == "table" and rawget(meta, "__index") or nil
      end
    end

    -- The names that may follow a path of fields.
    function host.fields(path)
      local value, names = load("return _ENV")(), {}
      for index, name in ipairs(path) do
        local variable = index == 1 and kept[name]
        if not variable then
          value = field(value, name)
        elseif variable.attribute then
          value = variable.value
        else
          local _, held = upvalue(variable.reader, 1)
          value = held
        end
      end
      if #path == 0 then
        for name in next, kept do names[#names + 1] = name end
      elseif type(value) == "string" then
        value = string
      end
      for _ = 1, 10 do
        if type(value) ~= "table" then break end
        for name in next, value do
          if type(name) == "string" and #names < 5000 then names[#names + 1] = name end
        end
        local meta = metatable(value)
        value = type(meta) == "table" and rawget(meta, "__index") or nil
      end
      host.fields_are(names)
    end
    """#
}
