import Foundation
import Scripting
import Testing

struct TestCommandTests {
  private static let onboard = """
    local args = script.arguments{ { file = "people" } }
    batch.each(csv.rows(args.people, { "email" }), function(row) sendas.grant(row.email) end,
      { on_error = "continue" })
    print("granted")
    """

  @Test func `each test starts from the same world, and what stands outside is done before each`()
    async throws
  {
    let tests = """
      sendas.grant("heidi@acme.test")
      local function count()
        local n = 0
        for _, pair in ipairs(emulator.associations()) do
          if pair.allowing == "alice@acme.test" then n = n + 1 end
        end
        return n
      end
      describe("a world", function()
        it("can be changed", function()
          sendas.grant("grace@acme.test")
          expect(count()).to_be(7)
        end)
        it("is new each time", function() expect(count()).to_be(6) end)
      end)
      """
    try await Program.use(files: ["a_test.lua": tests]) { program in
      let outcome = try await program("test", "a_test.lua")

      #expect(
        outcome.output == """
          TAP version 14
          1..2
          ok 1 - a world > can be changed
          ok 2 - a world > is new each time

          """)
      #expect(outcome.error == "2 tests: 0 failed\n")
      #expect(outcome.status == 0)
    }
  }

  @Test func `a script is run as a person would run it`() async throws {
    let tests = """
      it("grants, and tells which row failed", function()
        csv.write("people.csv", { { email = "grace@acme.test" }, { email = "nobody@acme.test" } }, { "email" })
        local first = emulator.run("onboard.lua", "people.csv")
        expect(first.status).to_be(3)
        expect(first.granted).to_be(1)
        expect(first.prints).to_equal({ "granted" })
        expect(first.failures[1].kind).to_be("unknown_user")
        expect(emulator.run("onboard.lua", "people.csv").already_there).to_be(1)
        expect(emulator.run("onboard.lua").status).to_be(64)
        expect(emulator.associations()).to_contain({ allowing = "alice@acme.test", allowed = "grace@acme.test" })
      end)
      it("is paced", function()
        expect(sendas.me().email).to_equal("grace@acme.test")
        expect(emulator.requests()[1].person).to_equal("grace@acme.test")
      end, { limit = "1x1", profile = "grace" })
      """
    try await Program.use(files: ["t/b_test.lua": tests, "t/onboard.lua": Self.onboard]) {
      program in
      let outcome = try await program("test", "t/b_test.lua")

      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    }
  }

  @Test func `a test sets faults on its own emulator, and the others know nothing of them`()
    async throws
  {
    let tests = """
      local pair = { allowing = "alice@acme.test", allowed = "grace@acme.test" }
      local function struck()
        local rules = {}
        for _, request in ipairs(emulator.requests()) do rules[#rules + 1] = request.fault end
        return rules
      end
      it("makes it once although the answer is lost", function()
        emulator.set_faults{ "POST /send_as/*: 1 reset-after" }
        expect(emulator.run("own.lua").granted).to_be(1)
        expect(struck()).to_equal({ "POST /send_as/*: 1 reset-after" })
        expect(emulator.associations()).to_contain(pair)
      end)
      it("ends with what the server says, until it is well again", function()
        emulator.set_faults{ "*: 1 html 403" }
        expect(emulator.run("own.lua").error.kind).to_be("forbidden")
        emulator.set_faults{}
        expect(emulator.run("own.lua").granted).to_be(1)
      end)
      it("has none", function()
        expect(emulator.run("own.lua").granted).to_be(1)
        expect(struck()).to_equal({})
      end)
      it("throws the same dice each time, and others with another seed", function()
        local function dice(options)
          local before = #emulator.requests()
          emulator.set_faults({ "GET /me/: 0.5 stale 1s" }, options)
          for i = 1, 40 do close.get("/me/") end
          local thrown = {}
          for i, request in ipairs(emulator.requests()) do
            if i > before and request.path == "/api/v1/me/" then
              thrown[#thrown + 1] = request.fault and "x" or "."
            end
          end
          return table.concat(thrown):sub(-40)
        end
        sendas.me()
        local first = dice()
        expect(first).to_contain("x")
        expect(dice()).to_be(first)
        expect(dice{ seed = 2 }).never.to_be(first)
      end)
      """
    let own = "sendas.grant('grace@acme.test')"
    try await Program.use(files: ["f_test.lua": tests, "own.lua": own]) { program in
      let check = try await program("check", "f_test.lua")
      let tap = try await program("test", "f_test.lua")
      let junit = try await program("test", "--format", "junit", "f_test.lua")

      #expect(check.status == 0, "\(check.output)")
      #expect(tap.status == 0, "\(tap.output)\(tap.error)")
      #expect(junit.output.contains(#"tests="4" failures="0""#), "\(junit.output)")
    }
  }

  @Test(arguments: [
    (#"emulator.set_faults{ "POST /send_as/: 2 503" }"#, "'2' is no probability"),
    (#"emulator.set_faults{ "POST /send_as/: 1 fire" }"#, "'fire' is no kind of fault; there are"),
    (#"emulator.set_faults("*: 1 503")"#, "takes a list of strings as 'rules', not a string"),
    (#"emulator.set_faults({}, { sed = 1 })"#, "the option 'sed' (did you mean 'seed'?)"),
    (#"emulator.set_faults({}, { seed = "x" })"#, "takes a whole number as 'seed'"),
    (
      #"emulator.fault{}"#,
      "emulator has no 'fault'; it has associations, file, requests, run, set_faults"
    ),
    (#"emulator.file()"#, "emulator.file needs the argument 'name'"),
    (#"emulator.run("own.lua", {})"#, "takes strings and numbers as the script's words"),
    (#"emulator.run("none.lua")"#, "none.lua"),
  ])
  func `what the emulator of a test is asked for wrongly fails the test and says why`(
    _ call: String, _ message: String
  ) async throws {
    try await Program.use(files: ["g_test.lua": "it('x', function() \(call) end)"]) { program in
      let outcome = try await program("test", "g_test.lua")

      #expect(outcome.status == 1)
      #expect(outcome.output.contains(message), "\(outcome.output)")
    }
  }

  private static let failing = """
    describe("<script> & #1", function()
      it("compares", function()
        print("before")
        expect({ 1, { a = 2 } }).to_equal({ 1, { a = 3 } })
      end)
      it("passes", function() expect(1).never.to_be(2) end)
      it("fails", function() expect(function() sendas.me() end).to_fail("unknown_user") end)
      it("breaks", function() sendas.grant("nobody@acme.test") end)
    end)
    """

  @Test func `what failed is told in TAP with its place`() async throws {
    try await Program.use(files: ["c_test.lua": Self.failing]) { program in
      let all = try await program("test", "c_test.lua")
      let one = try await program("test", "--filter", "passes", "c_test.lua")

      #expect(all.status == 1)
      #expect(
        all.output.hasPrefix(
          """
          TAP version 14
          1..4
          not ok 1 - <script> & \\#1 > compares
            ---
            message: "expected { 1, { a = 2 } } to equal { 1, { a = 3 } }"
            kind: "expectation"
            at: "c_test.lua:4"
            output:
              - "before"
            ...
          ok 2 - <script> & \\#1 > passes
          not ok 3 - <script> & \\#1 > fails
            ---
            message: "expected the function to fail with unknown_user, and it did not"
          """), "\(all.output)")
      #expect(all.output.contains("  at: \"c_test.lua:8\"\n"))
      #expect(all.error == "4 tests: 3 failed\n")
      #expect(one.output == "TAP version 14\n1..1\nok 1 - <script> & \\#1 > passes\n")
    }
  }

  @Test func `JUnit's form is well-formed whatever the names are`() async throws {
    try await Program.use(files: ["c_test.lua": Self.failing]) { program in
      let outcome = try await program("test", "--format", "junit", "c_test.lua")
      try program.write(outcome.output, to: "report.xml")
      let parsed = try await program.run(
        "/usr/bin/python3",
        [
          "-c",
          """
          import xml.etree.ElementTree as e
          suite = e.parse("report.xml").getroot()
          print(suite.tag, suite.get("tests"), suite.get("failures"))
          for case in suite: print(case.get("name"), [part.tag for part in case])
          """,
        ])

      #expect(outcome.status == 1)
      #expect(
        parsed.lines == [
          "testsuite 4 3", "<script> & #1 > compares ['failure', 'system-out']",
          "<script> & #1 > passes []", "<script> & #1 > fails ['failure']",
          "<script> & #1 > breaks ['failure']",
        ])
    }
  }

  @Test(arguments: [
    ("print(1)", "declares no test", 1), ("error('early')", "fails outside of its tests", 1),
    ("it('x', print, { wrld = 'a' })", "there is no option 'wrld'; a test knows world, limit", 1),
    ("it('x', print, { limit = 'fast' })", "as \"20x8\", not 'fast'", 1),
    ("it('x', print, { world = 'none.json' })", "the world 'none.json' is not there", 66),
    ("it('x')", "it takes a function, not nil", 1),
    ("expect(1).to_eqal(1)", "expect(…) has no 'to_eqal'", 1),
  ])
  func `a file that cannot be used says why`(
    _ source: String, _ message: String, _ status: Int
  ) async throws {
    try await Program.use(files: ["d_test.lua": source]) { program in
      let outcome = try await program("test", "d_test.lua")

      #expect(Int(outcome.status) == status)
      #expect(outcome.error.contains(message), "\(outcome.error)")
    }
  }

  @Test func `tests with a world of their own`() async throws {
    let world = """
      {"organization":{"name":"X"},"users":[
        {"email":"ada@x.test","first_name":"A","last_name":"A","api_key":"key-of-ada","role":"admin"}
      ]}
      """
    let tests = """
      it("has its own people", function()
        expect(sendas.me().email).to_equal("ada@x.test")
      end, { world = "x.json" })
      """
    try await Program.use(files: ["e_test.lua": tests, "x.json": world]) { program in
      let outcome = try await program("test", "e_test.lua")

      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    }
  }

  @Test func `the examples of what tests find are tests that pass`() async throws {
    let examples = LibraryCatalog.testing.map(\.example).joined(separator: "\n")
    try await Program.use(files: ["examples_test.lua": examples]) { program in
      let check = try await program("check", "examples_test.lua")
      let test = try await program("test", "examples_test.lua")

      #expect(check.status == 0, "\(check.output)")
      #expect(test.status == 0, "\(test.output)")
      #expect(test.error == "8 tests: 0 failed\n")
    }
  }
}
