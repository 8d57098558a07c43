import Foundation
import Testing

struct RunOptionTests {
  private static let onboard = Program.repository
    .appendingPathComponent("scripts/lua/onboard.lua").path

  @Test func `a script's help is on standard output, needs no account and begins no run`()
    async throws
  {
    try await Program.use { program in
      let help = try await program("run", Self.onboard, "--help")
      let runs = try await program("runs")

      #expect(help.status == 0)
      #expect(help.error == "")
      #expect(
        help.output == """
          Lets people send email as others: one row of a CSV, one permission.

          usage: sendas run \(Self.onboard) [--both] [--skip-missing] PEOPLE

            PEOPLE          CSV with the columns allowing and allowed, both emails
            --both          each row also the other way round
            --skip-missing  go on without people who have no credential here
            --help          show this help

          """)
      #expect(runs.lines.count == 1)
    }
  }

  @Test(arguments: [
    ("", "s.lua declares no arguments (script.arguments{…}).\n", 0),
    (
      "\nsendas.me() script.arguments{}",
      "s.lua declares no arguments (script.arguments{…}) before s.lua:2, where it begins to work.\n",
      0
    ),
    ("x = = 1", "", 1), ("error('early')", "", 1),
  ])
  func `a script without a declaration says so`(
    _ source: String, _ output: String, _ status: Int
  ) async throws {
    try await Program.use(files: ["s.lua": source]) { program in
      let help = try await program("run", "s.lua", "-h")

      #expect(Int(help.status) == status)
      #expect(help.output.hasSuffix(output))
      #expect(help.error.isEmpty == (status == 0))
    }
  }

  @Test func `wrong words are refused before anything is sent, with the usage`() async throws {
    try await Program.use { program in
      let outcome = try await program(
        "run", "--emulator", Self.onboard, "a.csv", "--team", "x")
      let missing = try await program("run", "--emulator", Self.onboard, "none.csv")

      #expect(outcome.status == 64)
      #expect(outcome.output == "")
      #expect(
        outcome.error.hasSuffix(
          """
          sendas: \(Self.onboard): there is no option --team
          usage: sendas run \(Self.onboard) [--both] [--skip-missing] PEOPLE

          """))
      #expect(missing.status == 66)
      #expect(missing.error.contains("PEOPLE: there is no file 'none.csv'"))
    }
  }

  @Test func `modules come from the script's folder and from others that are named`() async throws {
    let files = [
      "scripts/s.lua": "print(require('own'), require('acme.shared'))",
      "scripts/own.lua": "return sendas.me().email", "lib/acme/shared.lua": "return 'shared'",
    ]
    try await Program.use(files: files) { program in
      let found = try await program("run", "--emulator", "--lib", "lib", "scripts/s.lua")
      let missing = try await program("run", "--emulator", "scripts/s.lua")
      let wrong = try await program("run", "--emulator", "--lib", "none", "scripts/s.lua")

      #expect(found.output == "alice@acme.test\tshared\n")
      #expect(missing.status == 66)
      #expect(missing.error.contains("looked for scripts/acme/shared.lua"))
      #expect(wrong.status == 66)
      #expect(wrong.error == "sendas: --lib none: there is no such folder\n")
    }
  }

  @Test func `files elsewhere are allowed by name`() async throws {
    let files = ["work/s.lua": "print(fs.read('../data/a.txt')) fs.write('../data/b.txt', 'b')"]
    try await Program.use(files: files) { program in
      try program.write("a", to: "data/a.txt")
      let line = """
        cd work
        "$SENDAS" run --emulator s.lua
        [ $? = 5 ] && "$SENDAS" run --emulator --allow-path ../data s.lua && cat ../data/b.txt
        """
      let outcome = try await program.run("/bin/sh", ["-c", line])

      #expect(outcome.status == 0)
      #expect(outcome.output == "a\nb")
      #expect(outcome.error.contains("or allow it with --allow-path"))
    }
  }

  @Test func `a run that reaches its deadline cleans up and ends with 6`() async throws {
    let script = """
      local undo <close> = setmetatable({}, { __close = function() print(sendas.me().email) end })
      task.sleep(100000)
      """
    try await Program.use(files: ["s.lua": script]) { program in
      let outcome = try await program("run", "--emulator", "--deadline", "0.5s", "s.lua")
      let runs = try await program("runs")

      #expect(outcome.status == 6)
      #expect(outcome.output == "alice@acme.test\n")
      #expect(outcome.error.hasPrefix("warning: the deadline of 0.5s has passed: "))
      #expect(!outcome.error.contains("error:"))
      #expect(runs.output.contains("interrupted"))
    }
  }

  @Test(arguments: ["INT", "TERM", "HUP"])
  func `after a signal a script may clean up with calls`(_ signal: String) async throws {
    let script = """
      local undo <close> = setmetatable({}, { __close = function()
        print(sendas.revoke("grace@acme.test"))
      end })
      sendas.grant("grace@acme.test")
      fs.write("ready", "")
      task.sleep(100000)
      """
    try await Program.use(files: ["s.lua": script]) { program in
      let line = """
        "$SENDAS" run --emulator s.lua &
        while [ ! -e ready ]; do :; done
        kill -\(signal) $!
        wait $!
        """
      let outcome = try await program.run("/bin/sh", ["-c", line])

      #expect(outcome.status == ["INT": 130, "TERM": 143, "HUP": 129][signal])
      #expect(outcome.output == "true\n")
      #expect(outcome.error.contains("granted 1, already there 0, revoked 1"))
    }
  }

  @Test(arguments: [
    ("--memory", "256", "write a number with K, M or G, as 256M"),
    ("--memory", "1K", "at least 1M is needed"),
    ("--memory", "99999999999G", "that is more than there can be"),
    ("--deadline", "15", "write a number with s, m or h, as 90s, 15m or 1.5h"),
    ("--deadline", "0s", "it must be longer than nothing and no longer than a year"),
  ])
  func `a wrong amount says how it is written`(
    _ option: String, _ value: String, _ message: String
  ) async throws {
    try await Program.use(files: ["s.lua": ""]) { program in
      let outcome = try await program("run", "--emulator", option, value, "s.lua")

      #expect(outcome.status == 64)
      #expect(outcome.error.contains(message))
    }
  }
}
