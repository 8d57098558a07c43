extension PureLua {
  /// Text put together and taken apart: the string library.
  static let stringBuilding = PureLua(
    name: "string building",
    source: #"""
      -- Text that is made of pieces, taken apart and put together again.
      local sum = 0
      for round = 1, 200 do
        local parts = {}
        for i = 1, 2000 do
          local name = "person" .. i .. "@acme" .. round .. ".test"
          parts[#parts + 1] = ("%s;%05d;%s"):format(name, i * round, name:upper())
        end
        local text = table.concat(parts, "\n")
        local grown = ""
        for line in text:gmatch("[^\n]+") do
          local name, number = line:match("^([^;]+);(%d+);")
          grown = grown .. name:sub(1, 1)
          sum = sum + tonumber(number) + #name
        end
        sum = sum + #text:gsub("acme", "emca") + #grown:rep(3, ",")
      end
      print(sum)
      """#)
}
