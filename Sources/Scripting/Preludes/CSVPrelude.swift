/// `csv.rows` and `csv.read`, in Lua over a reader that hands over many rows at a time.
enum CSVPrelude {
  static let source = #"""
    local host = host
    host.origins = setmetatable({}, { __mode = "k" })

    local function open(path, columns)
      local fields, next_rows = host.csv_open(path, columns)
      local known = {}
      for _, name in ipairs(fields) do known[name] = true end
      local meta = {
        __index = function(_, name)
          local near = host.nearest(tostring(name), fields)
          error({ kind = "bad_input", message = ("%s has no column '%s'%s; its columns are: %s")
            :format(path, tostring(name), near and (" (did you mean '%s'?)"):format(near) or "",
              table.concat(fields, ", ")) })
        end,
        __metatable = false,
      }
      -- A queue, because several tasks may share the iterator, and each may wait for more rows.
      local ready, first, last = {}, 1, 0
      return function()
        while first > last do
          local more = next_rows()
          if more then
            for _, entry in ipairs(more) do
              last = last + 1
              ready[last] = entry
            end
          elseif first > last then
            return nil
          end
        end
        local entry = ready[first]
        ready[first] = nil
        first = first + 1
        local row = entry.fields
        local origin = path .. " row " .. entry.number
        if entry.problem then
          -- The row is bad, and says so to whoever looks into it; the others go on.
          row = setmetatable({}, {
            __index = function() error({ kind = "bad_input", message = origin .. ": " .. entry.problem }) end,
            __metatable = false,
          })
        else
          setmetatable(row, meta)
        end
        host.origins[row] = origin
        return row, entry.number
      end
    end

    csv.rows = open

    function csv.read(path, columns)
      local rows = {}
      for row in open(path, columns) do rows[#rows + 1] = row end
      return rows
    end
    """#
}
