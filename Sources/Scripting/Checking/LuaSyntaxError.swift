/// Why a script is not Lua, in Lua's own words.
struct LuaSyntaxError: Error {
  var position: SourcePosition
  var message: String
}
