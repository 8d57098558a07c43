import Testing

@testable import Scripting

struct LuaParserTests {
  @Test(arguments: [
    "", "#!/usr/bin/lua\nreturn", "\u{FEFF}x = 1", ";;;", "return", "return;", "return 1, 2;",
    "x = 1 y = 2", "a.b['c'].d, e = 1, 2", "local x", "local x <const>, y <close> = 1, nil",
    "local function f(a, b, ...) return ... end", "function a.b.c:d(...) return self, ... end",
    "do local x end", "while x do break end", "repeat local x until x",
    "if a then elseif b then else end", "for i = 1, 2 do end", "for i = 1, 2, 3 do end",
    "for k, v, w in pairs(t), 1 do end", "goto e; do ::f:: end ::e::",
    "while true do ::a:: goto a; break end", "f()", "f'x'", "f{}", "f[[x]](1){}.x()", "a.b:c'x'",
    "(f or g)(x)", "('x'):rep(2)", "a=b\n(c)()", "x = {1, 2; 3, a = 1, ['b'] = 2, f(),}",
    "x = {[1] = {}, ...}", "x = not not nil == true", "x = -x^-2^2 * 3 // 4 % 5 / 6",
    "x = 1 .. 2 .. '3'", "x = 1 << 2 >> 3 & 4 | 5 ~ 6 & ~7", "x = a < b and c >= d or e ~= f",
    "x = 1 <= 2 == (3 > 4)", "x = #t - 1", "x = function() end",
    "x = 3 + .5 + 3. + 1e10 + 1E-2 + 0xA + 0X.1p4 + 0xap-1 + 0x1P+2 + 9999999999999999999999",
    #"x = "\a\b\f\n\r\t\v\\\"\'\065\x41\u{48}\u{7FFFFFFF}\z  y""#, "x = 'a\\\nb'",
    "x = [==[ ]] ]=] ]==] --[==[ ]] ]==] y = 1", "--[[ x\n]] x = 1 -- y", "-- only", "--[==x",
    "x = \"\\z \n  a\"", "x = 'Ωé'", "\r\n\r\nx = 1\n\r", "x = a--[[b]].c",
    "goto continue ::continue::",
    "global = 1 _ENV = {} x1_ = 2", "x = (...)", "x = f(...) + 1", "x = -1 - -1", "x=1--comment",
    "x = a.b.c[d][e]", "local t <const> = {} return t", "return function(...) return ... end",
    "if x then return end", "repeat if x then break end until (y)",
    "x = '\\0\\10\\255' y = \"'\" z = '\"'", "x = 0xffffffffffffffffff",
  ])
  func `Lua 5.4 is accepted`(_ source: String) {
    #expect(throws: Never.self) { try LuaParser.script(Array(source.utf8)) }
  }

  @Test(
    arguments: [
      ("x = = 2", 1, 5, "unexpected symbol near '='"),
      ("x =", 1, 4, "unexpected symbol near <eof>"),
      ("a b", 1, 3, "syntax error near 'b'"),
      ("a.b", 1, 4, "syntax error near <eof>"),
      ("(a) = 1", 1, 5, "syntax error near '='"),
      ("a, b:c() = 1", 1, 10, "syntax error near '='"),
      ("f() = 1", 1, 5, "syntax error near '='"),
      ("x, = 1", 1, 4, "unexpected symbol near '='"),
      ("a.b:c = 1", 1, 7, "function arguments expected near '='"),
      ("goto = 1", 1, 6, "<name> expected near '='"),
      ("x = a.end", 1, 7, "<name> expected near 'end'"),
      ("::a", 1, 4, "'::' expected near <eof>"),
      ("return 1 x = 2", 1, 10, "<eof> expected near 'x'"),
      ("return;;", 1, 8, "<eof> expected near ';'"),
      ("elseif", 1, 1, "<eof> expected near 'elseif'"),
      ("if x then\n  y()", 2, 6, "'end' expected (to close 'if' at line 1) near <eof>"),
      ("if x y() end", 1, 6, "'then' expected near 'y'"),
      ("if x = 1 then end", 1, 6, "'then' expected near '=' ('==' compares)"),
      ("while x\ndo", 2, 3, "'end' expected (to close 'while' at line 1) near <eof>"),
      ("repeat x()\nend", 2, 1, "'until' expected (to close 'repeat' at line 1) near 'end'"),
      ("for x", 1, 6, "'=' or 'in' expected near <eof>"),
      ("for i = 1 do end", 1, 11, "',' expected near 'do'"),
      ("for a.b in x do end", 1, 6, "'=' or 'in' expected near '.'"),
      ("f(\n1", 2, 2, "')' expected (to close '(' at line 1) near <eof>"),
      ("f(1 2)", 1, 5, "')' expected near '2'"),
      ("x = {1 2}", 1, 8, "'}' expected near '2'"),
      ("x = {,}", 1, 6, "unexpected symbol near ','"),
      ("x = a[1", 1, 8, "']' expected near <eof>"),
      ("function a.b:c.d() end", 1, 15, "'(' expected near '.'"),
      ("local function a.b() end", 1, 17, "'(' expected near '.'"),
      ("function f(a,) end", 1, 14, "<name> or '...' expected near ')'"),
      ("function f(..., a) end", 1, 15, "')' expected near ','"),
      (
        "function f() return ... end", 1, 21,
        "cannot use '...' outside a vararg function near '...'"
      ),
      ("local a.b = 1", 1, 8, "unexpected symbol near '.'"),
      ("local x <foo> = 1", 1, 10, "unknown attribute 'foo'; Lua knows <const> and <close>"),
      (
        "local a <close>, b <close> = 1, 2", 1, 18,
        "multiple to-be-closed variables in local list; write one local for each"
      ),
      ("x = 3x", 1, 5, "malformed number near '3x'"),
      ("x = 0x", 1, 5, "malformed number near '0x'"),
      ("x = 1e", 1, 5, "malformed number near '1e'"),
      ("x = 0x1p", 1, 5, "malformed number near '0x1p'"),
      ("x = 0x.p1", 1, 5, "malformed number near '0x.p1'"),
      ("x = 1..2", 1, 5, "malformed number near '1..2'"),
      ("x = 'abc", 1, 5, "unfinished string near <eof>"),
      ("x = 'abc\n'", 1, 5, "unfinished string near ''abc'"),
      ("x = 'é' .. \"\\q\"", 1, 12, "invalid escape sequence near '\"\\q'"),
      ("x = '\\xZZ'", 1, 5, "hexadecimal digit expected near ''\\xZ'"),
      ("x = '\\300'", 1, 5, "decimal escape too large near ''\\300''"),
      ("x = '\\u41'", 1, 5, "missing '{' near ''\\u4'"),
      ("x = '\\u{41'", 1, 5, "missing '}' near ''\\u{41''"),
      ("x = '\\u{80000000}'", 1, 5, "UTF-8 value too large near ''\\u{80000000'"),
      ("x = [==[a\n]]", 2, 3, "unfinished long string (starting at line 1) near <eof>"),
      ("--[[ a", 1, 7, "unfinished long comment (starting at line 1) near <eof>"),
      ("x = [=a", 1, 5, "invalid long string delimiter near '[='"),
      ("x = é", 1, 5, "unexpected symbol near 'é'"),
      (
        "if x != 1 then end", 1, 6,
        "'then' expected near '!' (Lua writes '~=' for not equal and 'not' for negation)"
      ),
      ("x += 1", 1, 3, "syntax error near '+' (Lua has no '+='; write 'x = x + …')"),
      ("x = a && b", 1, 8, "unexpected symbol near '&' (Lua writes 'and')"),
      ("\u{FEFF}\r\n\r\n  ] = 1", 3, 3, "unexpected symbol near ']'"),
      ("#!lua\n]", 2, 1, "unexpected symbol near ']'"),
    ])
  func `what is not Lua is said in Lua's words, with the place`(
    _ source: String, _ line: Int, _ column: Int, _ message: String
  ) {
    #expect(CheckFixture.check(source) == ["\(line):\(column): \(message) [syntax]"])
  }

  @Test func `nesting is limited as in Lua, and long chains are not nesting`() {
    let deep = "x = " + String(repeating: "(", count: 300) + String(repeating: ")", count: 300)
    let flat = "x = 1" + String(repeating: " + 1", count: 20_000)
    let calls = "local f = x x = f" + String(repeating: "()", count: 20_000)

    #expect(
      CheckFixture.check(deep) == ["1:203: too many nested levels near '(' [syntax]"])
    #expect(CheckFixture.check(flat) == [])
    #expect(CheckFixture.check("x = 1 " + calls) == [])
  }

  @Test func `operators bind as the manual says`() throws {
    let script = try LuaParser.script(Array("x = a or b and c .. d .. e ^ -f + 1 * 2 - 3".utf8))

    guard case .assignment(_, let values)? = script.block.statements.first?.kind else {
      Issue.record("no assignment")
      return
    }
    #expect(Self.text(values[0]) == "(a or (b and (c .. (d .. (((e ^ (- f)) + (# * #)) - #)))))")
  }

  private static func text(_ expression: LuaSyntax.Expression) -> String {
    switch expression.kind {
    case .name(let name): name.text
    case .number: "#"
    case .unary(let symbol, let inner): "(\(symbol.rawValue) \(text(inner)))"
    case .chain(let first, let operands):
      operands.reduce(text(first)) { "(\($0) \($1.symbol.rawValue) \(text($1.expression)))" }
    default: "?"
    }
  }
}
