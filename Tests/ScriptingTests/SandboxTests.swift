import Emulator
import Lua
import TestFixtures
import Testing

@testable import Scripting

struct SandboxTests {
  @Test(
    arguments: [
      ("sendsa.me()", "undefined global 'sendsa' (did you mean 'sendas'?)"),
      ("sendas.grnt('x')", "sendas has no 'grnt' (did you mean 'sendas.grant'?)"),
      ("os.execute('true')", nil),
      (
        "print(io)",
        "'io' is not available in scripts; use fs.read, fs.write, csv.rows, csv.read, csv.write"
      ),
      ("sendas.me = print", "sendas cannot be changed"),
      ("rawset(sendas, 'me', print)", "sendas cannot be changed"),
      ("rawset(sendas.as(sendas.me().id), 'me', print)", "sendas.as(…) cannot be changed"),
      ("string.upper = print", "string cannot be changed"),
      ("rawset(table, 'concat', print)", "table cannot be changed"),
      ("function coroutine.twice() end", "coroutine cannot be changed"),
      ("print(os.getenv)", nil),
    ] as [(String, String?)])
  func `a name that does not exist is an error with the line`(
    _ source: String, _ message: String?
  ) async throws {
    let result = try await ScriptFixture.run("\n\n" + source)

    if let message {
      #expect(result.error?.kind == .script)
      #expect(result.error?.message == message)
      #expect(result.error?.place == LuaPlace(source: "test.lua", line: 3))
    } else {
      #expect(result.error != nil || result.prints == ["nil"])
    }
  }

  @Test func `a syntax error names the line`() async throws {
    let result = try await ScriptFixture.run("print(1)\nlocal x = = 2\n")

    #expect(result.error?.kind == .syntax)
    #expect(result.error?.place == LuaPlace(source: "test.lua", line: 2))
    #expect(result.prints == [])
  }

  @Test func `Lua's own tables answer nil for what they do not have, and can be looked through`()
    async throws
  {
    let result = try await ScriptFixture.run(
      """
      local names = {}
      for name in pairs(os) do names[#names + 1] = name end
      table.sort(names)
      print(table.concat(names, " "), math.no_such, ("x"):upper(), select("#", debug.traceback))
      warn("two", "parts")
      """)

    #expect(result.error == nil)
    #expect(result.prints == ["clock date difftime time\tnil\tX\t1"])
  }

  @Test func `a script can keep globals of its own`() async throws {
    let result = try await ScriptFixture.run("counter = 1\ncounter = counter + 1\nprint(counter)")

    #expect(result.prints == ["2"])
  }

  @Test func `every example of the catalogue runs`() async throws {
    for function in LibraryCatalog.functions {
      let result = try await ScriptFixture.run(
        function.example, limits: .off, clock: JumpingClock())
      #expect(result.error == nil, "\(function.name): \(result.error?.description ?? "")")
    }
  }

  @Test func `every function of the catalogue is there, and nothing else`() async throws {
    let result = try await ScriptFixture.run(
      """
      local found = {}
      for _, library in ipairs{ "sendas", "users", "organization", "close",
        "batch", "task", "csv", "fs", "json", "script", "log" } do
        for name, value in pairs(_G[library]) do
          if type(value) == "function" then found[#found + 1] = library .. "." .. name end
        end
      end
      table.sort(found)
      print(table.concat(found, " "))
      """)

    let expected = LibraryCatalog.functions.map(\.name).filter { $0.contains(".") }.sorted()
    #expect(result.prints == [expected.joined(separator: " ")])
  }
}
