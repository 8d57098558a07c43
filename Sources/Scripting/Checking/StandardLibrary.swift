/// What Lua itself brings into a script's environment.
enum StandardLibrary {
  static let functions =
    names(
      in: nil,
      "assert collectgarbage error getmetatable ipairs load next pairs pcall print rawequal rawget"
        + " rawlen rawset require select setmetatable tonumber tostring type warn xpcall")
    + names(in: "coroutine", "close create isyieldable resume running status wrap yield")
    + names(in: "debug", "traceback")
    + names(
      in: "math",
      "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp ldexp log log10 max min modf"
        + " pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult")
    + names(in: "os", "clock date difftime time")
    + names(
      in: "string",
      "byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper"
    )
    + names(in: "table", "concat insert move pack remove sort unpack")
    + names(in: "utf8", "char codepoint codes len offset")

  static let values =
    names(in: nil, "_VERSION") + names(in: "math", "huge maxinteger mininteger pi")
    + names(in: "utf8", "charpattern")

  private static func names(in table: String?, _ names: String) -> [String] {
    names.split(separator: " ").map { name in table.map { "\($0).\(name)" } ?? String(name) }
  }
}
