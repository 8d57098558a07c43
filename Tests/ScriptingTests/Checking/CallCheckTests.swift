import Testing

@testable import Scripting

struct CallCheckTests {
  @Test(
    arguments: [
      (
        "sendas.list{ allowed = 'x' }",
        "1:14: sendas.list does not know the argument 'allowed'; it knows allowed_user_id,"
          + " allowing_user_id [unknown-argument]"
      ),
      (
        "sendas.grant{ allowed_user_di = 'x' }",
        "1:15: sendas.grant does not know the argument 'allowed_user_di' (did you mean"
          + " 'allowed_user_id'?); it knows allowed_user_id [unknown-argument]"
      ),
      (
        "batch.each({}, print, { ['on_eror'] = 'continue' })",
        "1:26: batch.each does not know the option 'on_eror' (did you mean 'on_error'?); it knows"
          + " key, on_error [unknown-option]"
      ),
      (
        "users.find('a', 'b')",
        "1:17: users.find takes 1 argument, not 2; call it as users.find(…) [too-many-arguments]"
      ),
      (
        "sendas.me('a')",
        "1:11: sendas.me takes no arguments, not 1; call it as sendas.me(…) [too-many-arguments]"
      ),
      (
        "users.find()",
        "1:7: users.find needs the argument 'user' (a user's email or id); call it as users.find(…)"
          + " [missing-argument]"
      ),
      (
        "batch.each(nil, print)",
        "1:12: batch.each needs the argument 'items' (a list or a function); call it as batch.each(…)"
          + " [missing-argument]"
      ),
      (
        "sendas.list('alice')",
        "1:8: sendas.list takes one table of named arguments, as sendas.list(…)"
          + " [unnamed-arguments]"
      ),
      (
        "sendas:grant('x')",
        "1:8: sendas:grant hands over sendas itself; write a dot: sendas.grant(…) [colon-call]"
      ),
      (
        "users.find(5)",
        "1:12: users.find takes a user's email or id as 'user', not a number [wrong-type]"
      ),
      (
        "users.find('')",
        "1:12: users.find takes a user's email or id as 'user', not an empty string [wrong-type]"
      ),
      (
        "users.find{ name = 'x' }",
        "1:11: users.find takes a user's email or id as 'user', not a table without id or email [wrong-type]"
      ),
      (
        "sendas.grant{ 'x' }",
        "1:13: sendas.grant takes a user's email or id as 'allowed_user_id', not a list [wrong-type]"
      ),
      (
        "local limit <const> = 5\nsendas.list{ allowed_user_id = limit }",
        "2:32: sendas.list takes a user's email or id as 'allowed_user_id', not a number [wrong-type]"
      ),
      (
        "sendas.preflight('x')",
        "1:18: sendas.preflight takes a list of people's emails, ids or profiles as 'identities', not a string [wrong-type]"
      ),
      (
        "sendas.preflight{ 'x', 5 }",
        "1:24: sendas.preflight takes a list of people's emails, ids or profiles as 'identities', and item 2 is a number [wrong-type]"
      ),
      (
        "csv.rows('x', { email = true })",
        "1:17: csv.rows takes a list of strings as 'columns', not a table with names [wrong-type]"
      ),
      (
        "batch.each('x', print)",
        "1:12: batch.each takes a list or a function as 'items', not a string [wrong-type]"
      ),
      (
        "batch.each({}, {})",
        "1:16: batch.each takes a function as 'fn', not a table [wrong-type]"
      ),
      (
        "task.sleep('1')", "1:12: task.sleep takes a number as 'seconds', not a string [wrong-type]"
      ),
      (
        "sendas.as('alice').grant(true)",
        "1:26: sendas.grant takes a user's email or id as 'allowed_user_id', not a boolean [wrong-type]"
      ),
    ])
  func `a call with wrong arguments is found`(_ source: String, _ expected: String) {
    #expect(CheckFixture.check(source) == [expected])
  }

  @Test(arguments: [
    "sendas.list()", "sendas.list{}", "sendas.list(...)", "local t = {} sendas.list(t)",
    "sendas.list{ [...] = 1 }", "sendas.grant{ id = 'x' }", "sendas.grant{ email = 'x' }",
    "sendas.grant('x', nil)", "sendas.grant(users.find('x'))", "users.find(...)",
    "sendas.grant{ allowed_user_id = 'x' }", "users.find{ [...] = 1 }",
    "batch.each(csv.rows('x'), function() end, nil)", "batch.each({}, sendas.grant)",
    "local function options() end batch.each({}, print, options())",
    "batch.each(pairs{})", "sendas.preflight{ 'x', { id = 'y' }, ... }", "sendas.preflight{}",
    "local x = 5 x = 'alice' users.find(x)", "sendas.as('x').list{ allowed_user_id = nil }",
    "log.info(1, 2, 3)", "json.encode(nil or {})", "local s = 'a' .. 1 users.find(s)",
    "csv.rows('x', { 'a', ... })", "print(sendas.as(...).grant, pcall(sendas.grant, 1, 2))",
  ])
  func `arguments that may be right are left alone`(_ source: String) {
    #expect(CheckFixture.check(source) == [])
  }

  @Test(
    arguments: [
      (
        "table.sort({}, function(a, b)\n  return users.find(a).x < 1\nend)",
        [
          "2:16: users.find waits for an answer, and Lua cannot wait inside table.sort; fetch what"
            + " is needed before sorting"
        ]
      ),
      (
        "local function age(u) return users.find(u).age end\n"
          + "local function younger(a, b) return age(a) < age(b) end\n"
          + "table.sort({}, younger)",
        [
          "2:37: this calls the function of line 1, which waits in users.find, and Lua cannot wait"
            + " inside table.sort; fetch what is needed before sorting",
          "2:46: this calls the function of line 1, which waits in users.find, and Lua cannot wait"
            + " inside table.sort; fetch what is needed before sorting",
        ]
      ),
      (
        "local s = ... s:gsub('%w+', sendas.grant)",
        [
          "1:29: sendas.grant waits for an answer, and Lua cannot wait inside string.gsub;"
            + " collect the matches with string.gmatch and call in a loop"
        ]
      ),
      (
        "string.gsub('x', '%w+', function(w) pcall(users.find, w) end)",
        [
          "1:37: users.find waits for an answer, and Lua cannot wait inside string.gsub;"
            + " collect the matches with string.gmatch and call in a loop"
        ]
      ),
      (
        "xpcall(print, function(e) sendas.as('x').me() end)",
        [
          "1:34: sendas.as waits for an answer, and Lua cannot wait inside the message handler of"
            + " xpcall; wait after xpcall has returned",
          "1:42: sendas.me waits for an answer, and Lua cannot wait inside the message handler of"
            + " xpcall; wait after xpcall has returned",
        ]
      ),
      (
        "table.sort({}, coroutine.yield)",
        [
          "1:16: coroutine.yield waits to be resumed, and Lua cannot wait inside table.sort; fetch"
            + " what is needed before sorting"
        ]
      ),
      (
        "function helper() return loop() end function loop() helper() sendas.me() end\n"
          + "table.sort({}, helper)",
        [
          "1:26: this calls the function of line 1, which waits in sendas.me, and Lua cannot wait"
            + " inside table.sort; fetch what is needed before sorting"
        ]
      ),
    ])
  func `a call that waits where Lua cannot is found`(_ source: String, _ expected: [String]) {
    #expect(CheckFixture.check(source) == expected.map { "\($0) [cannot-wait]" })
  }

  @Test(arguments: [
    "local t = {} table.sort(t, function(a, b) return a.x < b.x end)",
    "local s = ... s:gsub('x', function(w) log.info(w) return json.encode(w) end)",
    "xpcall(function() sendas.me() end, debug.traceback)", "pcall(sendas.me)",
    "setmetatable({}, { __index = function() return sendas.me() end, __close = function()"
      + " sendas.me() end, __pairs = sendas.me })",
    "table.sort({}, function(a, b) return function() sendas.me() end end)",
    "table.sort({}, function(a, b) local co = coroutine.wrap(function() coroutine.yield(1) end)"
      + " return co() < 2 end)",
    "coroutine.wrap(function() coroutine.yield(sendas.me()) end)()",
    "local compare = ... table.sort({}, compare) table.sort({})",
    "local document = { gsub = function(f) end } document.gsub(sendas.me)",
    "local function f() return f() end table.sort({}, f)", "load(coroutine.yield)",
    "local mt = {} function mt:__tostring() return sendas.me().email end",
  ])
  func `waiting elsewhere is left alone`(_ source: String) {
    #expect(CheckFixture.check(source) == [])
  }

  @Test(arguments: [
    "setmetatable({}, { #__gc = print })", "local mt = {} mt.#__gc = print",
    "local mt = {} function mt:#__gc() end", "local mt = {} rawset(mt, #'__gc', print)",
    "local mt = { [#'__gc'] = print }", "print(({}).#__gc, '__gc.', '\\95_gc') -- __gc",
    "local #__gc = [=[ __gc]=]", "print(#[[__gc]])",
  ])
  func `a chunk that names a finalizer is refused`(_ marked: String) throws {
    let column = try #require(marked.firstIndex(of: "#")).utf16Offset(in: marked) + 1

    #expect(
      CheckFixture.check(marked.replacing("#", with: "")) == [
        "1:\(column): __gc is not available: a finalizer cannot be stopped; use <close>"
          + " [forbidden-word]"
      ])
  }

  @Test func `__concat is refused`() {
    #expect(
      CheckFixture.check("local m = { __concat = print }") == [
        "1:13: __concat is not available: it crashes this version of Lua; use a function or"
          + " __tostring [forbidden-word]"
      ])
  }
}
