import Lua
import Testing

@testable import Scripting

struct ArgumentTests {
  private static let many = """
    local args = script.arguments{
      about = "Grants.",
      { file = "people", help = "CSV with emails" },
      { positional = "names", many = true, required = false },
      { option = "team", default = "sales", help = "whose" },
      { option = "max_rows", type = "integer", required = true },
      { option = "share", type = "number" },
      { option = "dry_run", type = "boolean" },
    }
    print(args.people, args.team, args.max_rows, args.share, args.dry_run, #args.names)
    """

  @Test func `the short form takes one file and one option`() async throws {
    let source = """
      local args = script.arguments{ file = { "people", help = "CSV with …" },
        option = { "team", default = "sales" } }
      print(args.people, args.team)
      """
    for (words, printed) in [
      (["p.csv"], "p.csv\tsales"), (["p.csv", "--team", "east"], "p.csv\teast"),
      (["--team=we=st", "p.csv"], "p.csv\twe=st"), (["--", "p.csv"], "p.csv\tsales"),
      (["-"], "-\tsales"),
    ] {
      let result = try await ScriptFixture.run(source, files: ["p.csv": ""], arguments: words)

      #expect(result.error == nil)
      #expect(result.prints == [printed])
    }
  }

  @Test func `words become what the declaration says`() async throws {
    let result = try await ScriptFixture.run(
      Self.many, files: ["p.csv": ""],
      arguments: ["--max-rows", "-5", "p.csv", "--share=0.5", "a", "--dry_run", "b"])

    #expect(result.error == nil)
    #expect(result.prints == ["p.csv\tsales\t-5\t0.5\ttrue\t2"])
  }

  @Test(arguments: [
    ([], "PEOPLE is missing (CSV with emails)"),
    (["p.csv"], "--max-rows is missing"),
    (["p.csv", "--max-rows"], "--max-rows needs a value"),
    (["p.csv", "--max-rows", "--dry-run"], "--max-rows needs a value"),
    (["p.csv", "--max-rows=x"], "--max-rows takes a whole number, not 'x'"),
    (["p.csv", "--max-rows=1", "--share=nan"], "--share takes a number, not 'nan'"),
    (["p.csv", "--max-rows=1", "--dry-run=5"], "--dry-run takes true or false, not '5'"),
    (["p.csv", "--taem=x"], "there is no option --taem (did you mean --team?)"),
    (["p.csv", "-x"], "there is no option -x"),
    (["--team=a", "--team=b"], "--team is given twice"),
  ])
  func `a wrong word is named, with the usage`(_ words: [String], _ message: String) async throws {
    let result = try await ScriptFixture.run(
      Self.many, files: ["p.csv": ""], arguments: words, name: "many.lua")

    #expect(result.error?.kind == .badArgument)
    #expect(result.error?.message == message)
    #expect(
      result.error?["usage"].text
        == "sendas run many.lua [--team TEXT] --max-rows INTEGER [--share NUMBER] [--dry-run]"
        + " PEOPLE [NAMES…]")
    #expect(result.prints == [])
  }

  @Test func `a word too many and a file that is not there are named`() async throws {
    let source = #"script.arguments{ file = { "people" } }"#
    let more = try await ScriptFixture.run(source, files: ["p": ""], arguments: ["p", "x"])
    let none = try await ScriptFixture.run(source, arguments: ["none.csv"])

    #expect(more.error?.message == "'x' is one word too many")
    #expect(none.error?.kind == LuaError.Kind(rawValue: "bad_input"))
    #expect(none.error?.message.hasPrefix("PEOPLE: there is no file 'none.csv'") == true)
  }

  @Test func `only what is declared can be asked for`() async throws {
    let result = try await ScriptFixture.run(
      """
      local args = script.arguments{ option = { "team" } }
      print(args.team)
      print(args.teem)
      """)

    #expect(result.prints == ["nil"])
    #expect(result.error?.message == "no argument is named 'teem' (did you mean 'team'?)")
    #expect(result.error?.place == LuaPlace(source: "test.lua", line: 3))
  }

  @Test func `the help is made of the declaration, and nothing is done for it`() async throws {
    let request = HelpRequest()
    let result = try await ScriptFixture.run(
      Self.many + "\nsendas.grant('grace@acme.test')", name: "many.lua", help: request)

    #expect(
      request.help == """
        Grants.

        usage: sendas run many.lua [--team TEXT] --max-rows INTEGER [--share NUMBER] [--dry-run] PEOPLE [NAMES…]

          PEOPLE              CSV with emails
          NAMES…
          --team TEXT         whose (default: sales)
          --max-rows INTEGER  (required)
          --share NUMBER
          --dry-run
          --help              show this help
        """)
    #expect(result.requests == [])
    #expect(result.prints == [])
  }

  @Test func `a script that works before it declares is not run for its help`() async throws {
    for call in [
      "sendas.grant('grace@acme.test')", "fs.write('x', '')", "csv.read('p')", "task.sleep(9)",
      "batch.each({ 1 }, print)",
    ] {
      let request = HelpRequest()
      let result = try await ScriptFixture.run(
        "\n\(call)\nscript.arguments{}", files: ["p": "a\n"], help: request)

      #expect(request.help == nil)
      #expect(result.requests == [])
      #expect(result.error?.kind == LuaError.Kind(rawValue: "refused"))
      #expect(result.error?.place == LuaPlace(source: "test.lua", line: 2))
    }
  }

  @Test(arguments: [
    ("5", "script.arguments takes a table of declarations, not a number"),
    ("{ fil = { 'x' } }", "script.arguments does not know 'fil' (did you mean 'file'?)"),
    ("{ file = 'x' }", "script.arguments takes a table as 'file', not a string"),
    ("{ { file = 'x', hlep = '' } }", "script.arguments: declaration 1 has the field 'hlep'"),
    ("{ 'x' }", "script.arguments: declaration 1 is a string"),
    ("{ { help = 'x' } }", "script.arguments: declaration 1 needs exactly one of file"),
    ("{ { option = 'a-b' } }", "script.arguments: 'a-b' cannot be a name"),
    ("{ { option = 'help' } }", "script.arguments: 'help' cannot be a name"),
    ("{ { option = 'a', type = 'int' } }", "script.arguments: 'a' has the type 'int'"),
    (
      "{ { option = 'a', type = 'integer', default = 'x' } }",
      "script.arguments: 'a' is integer, and its default is a string"
    ),
    ("{ { option = 'a' }, { file = 'A' } }", "script.arguments: two declarations are named 'A'"),
    (
      "{ { file = 'a', required = false }, { file = 'b' } }",
      "script.arguments: 'b' is required, so 'a' before it must be as well"
    ),
    (
      "{ { positional = 'a', many = true }, { file = 'b' } }",
      "script.arguments: 'b' comes after 'a', which takes all"
    ),
  ])
  func `a wrong declaration is the script's mistake`(
    _ declaration: String, _ message: String
  ) async throws {
    let result = try await ScriptFixture.run("script.arguments(\(declaration))")

    #expect(result.error?.kind == .badArgument)
    #expect(result.error?.message.hasPrefix(message) == true, "\(result.error?.message ?? "")")
    #expect(result.error?["usage"].isNil == true)
  }
}
