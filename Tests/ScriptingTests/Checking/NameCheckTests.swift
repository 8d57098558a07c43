import Testing

@testable import Scripting

struct NameCheckTests {
  @Test(
    arguments: [
      (
        "sendsa.me()",
        ["1:1: undefined global 'sendsa' (did you mean 'sendas'?) [undefined-global]"]
      ),
      (
        "local count = 1\nprint(cuont)",
        ["2:7: undefined global 'cuont' (did you mean 'count'?) [undefined-global]"]
      ),
      (
        "do local y = 1 end\nprint(y)",
        [
          "2:7: undefined global 'y'; the local 'y' of line 1 cannot be seen here [undefined-global]"
        ]
      ),
      (
        "print(y)\nlocal y = 1",
        ["1:7: undefined global 'y'; the local 'y' begins only at line 2 [undefined-global]"]
      ),
      ("x = 1 x = y", ["1:11: undefined global 'y' [undefined-global]"]),
      (
        "if _G.x then print(1) end",
        [
          "1:7: undefined global 'x'; rawget(_G, \"x\") asks whether there is one [undefined-global]"
        ]
      ),
      (
        "local x = x",
        [
          "1:11: undefined global 'x'; the local 'x' of line 1 cannot be seen here [undefined-global]"
        ]
      ),
      (
        "repeat local done until done print(done)",
        [
          "1:36: undefined global 'done'; the local 'done' of line 1 cannot be seen here"
            + " [undefined-global]"
        ]
      ),
    ])
  func `a global that nobody defines is found`(_ source: String, _ expected: [String]) {
    #expect(CheckFixture.check(source) == expected)
  }

  @Test(
    arguments: [
      ("sendas.grnat('x')", "1:8: sendas has no 'grnat' (did you mean 'sendas.grant'?)"),
      ("local s = sendas\ns.nope()", "2:3: sendas has no 'nope'"),
      ("print(sendas['nope'])", "1:14: sendas has no 'nope'"),
      (
        "local alice = sendas.as('alice')\nalice.as('bob')", "2:7: sendas.as(…) has no 'as'"
      ),
      ("sendas.as('x').nope()", "1:16: sendas.as(…) has no 'nope'"),
      ("if sendas.nope then print(1) end", "1:11: sendas has no 'nope'"),
      ("string.trim('x')", "1:8: string has no 'trim'"),
      ("local t = string.trim", "1:18: string has no 'trim'"),
      ("print(('x'):trim())", "1:13: string has no 'trim'"),
      ("print(_G.sendas.nope)", "1:17: sendas has no 'nope'"),
    ])
  func `a field that a library table has not is found`(_ source: String, _ expected: String) {
    #expect(CheckFixture.check(source) == [expected + " [unknown-field]"])
  }

  @Test(
    arguments: [
      (
        "local f = io.open('x')",
        "1:11: 'io.open' is not available in scripts; use csv.rows"
      ),
      ("io.write('x')", "1:1: 'io.write' is not available in scripts; use print"),
      (
        "os.execute('true')",
        "1:4: 'os.execute' is not available in scripts; a script cannot start programs; run them"
          + " around 'sendas run'"
      ),
      ("dofile('x')", "1:1: 'dofile' is not available in scripts; use require"),
      ("print(unpack{})", "1:7: 'unpack' is not available in scripts; use table.unpack"),
      (
        "string.dump(print)",
        "1:8: 'string.dump' is not available in scripts; compiled Lua is neither made nor loaded"
      ),
      (
        "debug.getinfo(1)",
        "1:7: 'debug.getinfo' is not available in scripts; use debug.traceback"
      ),
      (
        "print(arg[1])",
        "1:7: 'arg' is not available in scripts; use script.args; or '...' at the top of the script"
      ),
      ("collectgarbage()", "1:1: only collectgarbage(\"count\") is available in scripts"),
    ])
  func `a function that is gone is named with what to use`(_ source: String, _ expected: String) {
    #expect(
      CheckFixture.check(source).map { $0.replacing(" [removed-function]", with: "") }
        == [expected])
  }

  @Test(arguments: [
    "counter = 1 print(counter)", "function helper() end helper()",
    "print(later) later = 1", "_G.x = 1 print(x, _G.x)", "_ENV.x = 1 print(x)",
    "rawset(_G, 'x', 1) print(x)", "if rawget(_G, 'x') then x() end",
    "for k, v in pairs({ a = 1 }) do _G[k] = v end print(a)",
    "local _ENV = { print = print } x = y print(z)", "local function f(_ENV) return x end f{}",
    "_ENV = setmetatable({}, { __index = _G }) print(x)",
    "local function import(t) end import(_G) print(x)", "local g = _G g.x = 1 print(x)",
    "local m = require 'm' m.anything() print(m.x.y)",
    "local unpack = table.unpack or unpack print(unpack{})",
    "local trim = string.trim or function(s) return s end print(trim(''))",
    "if string.buffer then print(1) end", "if table.maxn then table.maxn{} end",
    "local sendas = { nope = print } sendas.nope()", "local s = sendas s = {} s.nope()",
    "local function f(sendas) sendas.nope() end f{}", "local name = 'me' sendas[name]()",
    "local io = { write = print } io.write()", "function io() end io()",
    "print(#'x', ('x'):rep(2), _VERSION, math.pi, utf8.charpattern, json.null, script.args)",
    "local x <close> = setmetatable({}, { __close = function() end })",
    "print(collectgarbage('count'), debug.traceback())", "print(... , select('#', ...))",
    "local a, b = sendas, users a.me() b.find('x')", "return { x = 1 }, require",
    "for name, value in pairs(sendas) do print(name, value) end",
    "goto done; do print(1) end ::done::",
  ])
  func `what is valid is left alone`(_ source: String) {
    #expect(CheckFixture.check(source) == [])
  }

  @Test func `globals of required modules are known`() {
    let modules = [
      "setup": "require 'deeper' require 'setup' function helper() end",
      "deeper": "_G.deep = 1", "broken": "x = =",
    ]

    let found = CheckFixture.check("require 'setup' require 'broken' helper(deep, nope)") {
      modules[$0].map { Array($0.utf8) }
    }

    #expect(found == ["1:47: undefined global 'nope' [undefined-global]"])
  }

  @Test func `the library's tables cannot be assigned to`() {
    let found = CheckFixture.check(
      "sendas.me = print\nlocal s = sendas\nfunction s.new() end\nrawset(sendas, 'x', 1)\n"
        + "string.trim = print\nprint(string.trim)")

    let message = "cannot be changed; put the value into a variable or table of your own"
    #expect(
      found == [
        "1:8: sendas \(message) [library-assignment]",
        "3:12: sendas \(message) [library-assignment]",
        "4:8: sendas \(message) [library-assignment]",
        "5:8: string \(message) [library-assignment]",
      ])
  }
}
