/// What was probably meant by a word of another language.
enum SyntaxHint {
  static func hint(for message: String, at token: LuaToken) -> String? {
    switch token.text {
    case "!": "Lua writes '~=' for not equal and 'not' for negation"
    case "&": "Lua writes 'and'"
    case "|": "Lua writes 'or'"
    case "?": "Lua writes 'condition and this or that'"
    case "+", "-", "*", "/", "..":
      message == "syntax error" ? "Lua has no '\(token.text)='; write 'x = x \(token.text) …'" : nil
    case "=": message == "'then' expected" || message == "'do' expected" ? "'==' compares" : nil
    default: nil
    }
  }
}
