/// Where changes are only planned: what a change of any resource would answer is not known, and a script
/// that looks into it cannot be planned further.
enum PlanPrelude {
  static let source = #"""
    local function mark(name, path, answer)
      if type(answer) ~= "table" or not answer.planned then return answer end
      return setmetatable(answer, {
        __index = function(_, field)
          error({ kind = "refused", message = ("this script cannot be planned past here: what close.%s of '%s'"
            .. " answers is not known before it is made, and the script asks for its '%s'; run it instead, or"
            .. " ask for '.planned' first"):format(name, path, tostring(field)) })
        end,
        __metatable = false,
      })
    end

    for _, name in ipairs{ "post", "put", "delete" } do
      local call = close[name]
      close[name] = function(path, ...) return mark(name, tostring(path), call(path, ...)) end
    end
    """#
}
