import Testing

@testable import Scripting

struct CompileCheckTests {
  @Test(
    arguments: [
      ("break", "1:1: break outside a loop; use return or goto [misplaced-break]"),
      (
        "while true do local function f() break end end",
        "1:34: break outside a loop; use return or goto [misplaced-break]"
      ),
      (
        "goto x",
        "1:6: no visible label 'x' for goto; write ::x:: in this block or one around it [bad-goto]"
      ),
      (
        "do ::x:: end goto x",
        "1:19: no visible label 'x' for goto; write ::x:: in this block or one around it"
          + " [bad-goto]"
      ),
      (
        "::x:: local function f() goto x end",
        "1:31: no visible label 'x' for goto; write ::x:: in this block or one around it"
          + " [bad-goto]"
      ),
      (
        "do goto x local y ::x:: print(y) end",
        "1:9: goto 'x' jumps into the scope of local 'y' of line 1; put the variables into a do"
          + " block, or declare them before [bad-goto]"
      ),
      (
        "repeat do goto x end local y ::x:: until y",
        "1:16: goto 'x' jumps into the scope of local 'y' of line 1; put the variables into a do"
          + " block, or declare them before [bad-goto]"
      ),
      ("::x::\n::x::", "2:3: label 'x' already defined on line 1 [repeated-label]"),
      ("::x:: do ::x:: end", "1:12: label 'x' already defined on line 1 [repeated-label]"),
      (
        "local x <const> = 1\nx = 2",
        "2:1: attempt to assign to const variable 'x', which line 1 declares <const>"
          + " [constant-assignment]"
      ),
      (
        "local x <close> = nil\nlocal function f() function x() end end",
        "2:29: attempt to assign to const variable 'x', which line 1 declares <close>"
          + " [constant-assignment]"
      ),
    ])
  func `what does not compile is found`(_ source: String, _ expected: String) {
    #expect(CheckFixture.check(source) == [expected])
  }

  @Test(arguments: [
    "for i = 1, 2 do if i then break end end", "do goto x local y ::x:: end",
    "do goto x local y ::x:: ; ::z:: end", "::x:: local y goto x", "do ::x:: end do ::x:: end",
    "while true do do goto continue end local y = 1 print(y) ::continue:: end",
    "for i = 1, 2 do local function f() for j = 1, 2 do break end end f() break end",
    "local x <const> = 1 do local x = 2 x = 3 end", "for i = 1, 2 do i = 3 end",
    "do goto x end local y ::x::", "do ::x:: end ::x:: do ::y:: end",
  ])
  func `what compiles is left alone`(_ source: String) {
    #expect(CheckFixture.check(source) == [])
  }

  @Test func `keys that Lua 5.4.4 compiles wrongly are a warning`() {
    let source = "local t = {}\nfunction f(x) return t[x < 2], t[(1 == x)], t[x < 2 or 1] end"

    let message =
      "Lua 5.4.4 compiles a comparison as a table's key wrongly; put it into a local first"
    #expect(
      CheckFixture.findings(source).map(\.description) == [
        "x.lua:2:24: warning: \(message) [miscompiled]",
        "x.lua:2:34: warning: \(message) [miscompiled]",
      ])
    #expect(CheckFixture.check("local t = {} print(t[1 < 2])") == [])
  }

  @Test func `findings come in the order of the text`() {
    let codes = CheckFixture.findings("x(y)\nsendas.nope{}\nbreak\nprint(z)").map(\.code)

    #expect(
      codes == [
        "undefined-global", "undefined-global", "unknown-field", "misplaced-break",
        "undefined-global",
      ])
  }
}
