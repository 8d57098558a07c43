import Foundation
import Testing

struct RunCommandTests {
  @Test func `a script's prints are data, everything else is words`() async throws {
    try await Program.use(files: ["hello.lua": "print('data') log.info('words')"]) { program in
      let outcome = try await program("run", "--emulator", "hello.lua")

      #expect(outcome.status == 0)
      #expect(outcome.output == "data\n")
      #expect(outcome.error.hasPrefix("words\nhello.lua: done in "))
      #expect(outcome.error.contains("granted 0, already there 0, failed 0"))
      #expect(outcome.error.contains("0 requests sent, run "))
    }
  }

  @Test func `an error tells the lines that led to it, and the item of the batch`() async throws {
    let script = """
      local function check(row)
        if row.email:find("grace") then error("no such team: " .. row.team) end
      end
      local rows = { { email = "bob@acme.test" }, { email = "grace@acme.test", team = "slaes" } }
      batch.each(rows, function(row)
        sendas.me()
        check(row)
      end, { key = function(row) return row.email end })
      """
    try await Program.use(files: ["chain.lua": script]) { program in
      let outcome = try await program("run", "--emulator", "chain.lua")

      #expect(outcome.status == 1)
      #expect(
        outcome.error.contains(
          """
          error: chain.lua:2: no such team: slaes
              2 | if row.email:find("grace") then error("no such team: " .. row.team) end
            called from chain.lua:7
              7 | check(row)
            in batch item 2 (grace@acme.test), spawned at chain.lua:5

          """))
    }
  }

  @Test func `with json standard output holds one object per line and nothing else`() async throws {
    let script = "print('x') sendas.grant('grace@acme.test')"
    try await Program.use(files: ["hello.lua": script]) { program in
      let outcome = try await program("run", "--emulator", "--format", "json", "hello.lua")

      let events = try outcome.lines.map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?["event"] as? String
      }
      #expect(events == ["started", "print", "operation", "summary"])
      #expect(outcome.error == "")
    }
  }

  @Test func `one bad row is named and counted, and the status is 3`() async throws {
    try await Program.use(files: [
      "p.csv": """
      allowing,allowed
      alice@acme.test,grace@acme.test
      alice@acme.test,nobody@acme.test
      bob@acme.test,bob@acme.test
      alice@acme.test
      alice@acme.test,grace@acme.test
      walter@acme.test,grace@acme.test

      """
    ]) { program in
      let onboard = Program.repository.appendingPathComponent("scripts/lua/onboard.lua").path
      let outcome = try await program("run", "--emulator", onboard, "p.csv", "--skip-missing")

      #expect(outcome.status == 3)
      #expect(
        outcome.error.contains("failed: p.csv row 3: nobody in the organization has the email"))
      #expect(outcome.error.contains("failed: p.csv row 4: bob@acme.test needs no permission"))
      #expect(
        outcome.error.contains("failed: p.csv row 5: 1 field where the header names 2 columns"))
      #expect(
        outcome.error.contains("failed: p.csv row 7: no credential is configured for 'walter"))
      #expect(outcome.error.contains("warning: p.csv: rows 2 and 6 are the same"))
      #expect(outcome.error.contains("granted 1, already there 0, failed 4"))
    }
  }

  @Test(arguments: [
    ("print(1", 1, "error: s.lua:1: ')' expected near <eof>"),
    ("\nsendsa.me()", 1, "error: s.lua:2: undefined global 'sendsa' (did you mean 'sendas'?)"),
    ("sendas.list{ allowed = 'x' }", 1, "error: s.lua:1: sendas.list does not know the argument"),
    ("csv.rows('none.csv')", 66, "error: s.lua:1: there is no file 'none.csv'"),
    ("csv.rows('s.csv', { 'allowed' })", 66, "error: s.lua:1: s.csv has no column 'allowed'"),
    ("sendas.grant('alice@acme.test')", 5, "error: s.lua:1: alice@acme.test needs no permission"),
    ("sendas.as('nina')", 4, "error: s.lua:1: no credential is configured for 'nina'"),
    ("error('stop')", 1, "error: s.lua:1: stop"),
  ])
  func `a mistake is one clear message and a status`(
    _ script: String, _ status: Int, _ message: String
  ) async throws {
    try await Program.use(files: ["s.lua": script, "s.csv": "a,b\n1,2\n"]) { program in
      let outcome = try await program("run", "--emulator", "s.lua")

      #expect(Int(outcome.status) == status)
      #expect(outcome.error.hasPrefix(message), "\(outcome.error)")
      #expect(outcome.output == "")
    }
  }

  @Test func `a server that is not there is named, and the status is 69`() async throws {
    let port = try FreePort.number()
    try await Program.use(
      files: ["s.lua": "print(sendas.me().email)"],
      variables: [
        "SENDAS_API_KEY": "some-key", "SENDAS_BASE_URL": "http://127.0.0.1:\(port)/api/v1",
      ]
    ) { program in
      let outcome = try await program("run", "s.lua")

      #expect(outcome.status == 69)
      #expect(outcome.error.contains("127.0.0.1:\(port)"))
      #expect(!outcome.error.contains("some-key"))
    }
  }

  @Test func `without any profile the status is 4 and the way on is named`() async throws {
    try await Program.use(files: ["s.lua": "print(1)"]) { program in
      let outcome = try await program("run", "s.lua")

      #expect(outcome.status == 4)
      #expect(outcome.error.contains("--emulator"))
    }
  }

  @Test func `our own options behind the script are not swallowed`() async throws {
    try await Program.use(files: ["s.lua": "print(...)"]) { program in
      let refused = try await program("run", "s.lua", "--emulator")
      let passed = try await program("run", "--emulator", "s.lua", "--", "--emulator")

      #expect(refused.status == 64)
      #expect(refused.error.contains("Put it before s.lua"))
      #expect(passed.output == "--emulator\n")
    }
  }

  @Test func `a key among the words or in the script is refused before anything runs`()
    async throws
  {
    let key = "api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7p"
    let files = ["s.lua": "print(1)", "k.lua": "\nlocal key = '\(key)'"]
    try await Program.use(files: files) { program in
      for words in [
        ["run", "--emulator", "s.lua", key], ["grant", "--emulator", key],
        ["me", "--emulator", "--profile", key], ["run", "--emulator", "k.lua"],
      ] {
        let outcome = try await program.run(Program.path, words)

        #expect(outcome.status == 64)
        #expect(!outcome.error.contains(key))
        #expect(outcome.output == "")
      }
      let runs = try await program("runs")
      #expect(runs.lines.count == 1)
    }
  }

  @Test func `an output that cannot be written is status 74`() async throws {
    let files = ["s.lua": "csv.write('none/out.csv', {}, { 'a' })"]
    try await Program.use(files: files) { program in
      let full = try await program.run(
        "/bin/sh", ["-c", "\"$SENDAS\" list --emulator > /dev/full"])
      let file = try await program("run", "--emulator", "s.lua")

      #expect(full.status == 74)
      #expect(full.error.contains("standard output cannot be written"))
      #expect(file.status == 74)
    }
  }

  @Test func `a reader that goes away ends a one-liner quietly, and a run says so and goes on`()
    async throws
  {
    let files = ["s.lua": "for i = 1, 1000 do print(i) end sendas.grant('grace@acme.test')"]
    try await Program.use(files: files) { program in
      let run = try await program.run(
        "/bin/sh", ["-c", "\"$SENDAS\" run --emulator s.lua | true"])
      let list = try await program.run(
        "/bin/sh", ["-c", "\"$SENDAS\" list --emulator | true"])

      #expect(run.error.contains("standard output was closed; the run goes on without it"))
      #expect(run.error.contains("granted 1, already there 0"))
      #expect(list.error == "")
    }
  }

  @Test func `a server that cannot be one is a matter of the configuration`() async throws {
    try await Program.use(
      files: ["s.lua": "print(1)"],
      variables: ["SENDAS_API_KEY": "some-key", "SENDAS_BASE_URL": "http://example.com"]
    ) { program in
      let outcome = try await program("run", "s.lua")

      #expect(outcome.status == 78)
      #expect(outcome.error.hasPrefix("sendas: SENDAS_BASE_URL: "))
    }
  }

  @Test func `a key goes to its own server and to no other`() async throws {
    let config = """
      default = "alice"
      [profiles.alice]
      api_key_file = "alice"
      [profiles.bob]
      api_key_file = "bob"
      base_url = "https://elsewhere.test/api/v1"
      """
    try await Program.use(files: ["s.lua": "sendas.as('bob')", "config/config.toml": config]) {
      program in
      try program.write("key-of-alice", to: "config/alice", permissions: 0o600)
      try program.write("key-of-bob", to: "config/bob", permissions: 0o600)
      try program.write(Self.world, to: "world.json")
      let outcome = try await program.run(
        "/bin/sh",
        [
          "-c",
          """
          "$SENDAS" emulator --world world.json > url &
          while [ ! -s url ]; do :; done
          SENDAS_BASE_URL=$(cat url) "$SENDAS" run s.lua
          status=$?
          kill -INT $!
          wait $!
          exit $status
          """,
        ])

      #expect(outcome.status == 4)
      #expect(outcome.error.contains("profile 'bob' belongs to https://elsewhere.test/api/v1"))
    }
  }

  private static let world = """
    {"organization":{"name":"X"},"associations":[],"users":[
      {"email":"alice@x.test","first_name":"A","last_name":"A","api_key":"key-of-alice","role":"admin"}
    ]}
    """

  @Test func `a script that holds too much is stopped, and pcall does not catch it`() async throws {
    let script = "pcall(function() local t = {} for i = 1, 1e9 do t[i] = {} end end) print('on')"
    try await Program.use(files: ["s.lua": script]) { program in
      let outcome = try await program("run", "--emulator", "--memory", "8M", "s.lua")

      #expect(outcome.status == 124)
      #expect(outcome.error.hasPrefix("error: s.lua:1: "))
      #expect(outcome.error.contains("raise it with --memory"))
      #expect(outcome.output == "")
    }
  }

  @Test func `a missing script is status 66`() async throws {
    try await Program.use { program in
      let outcome = try await program("run", "--emulator", "none.lua")

      #expect(outcome.status == 66)
      #expect(outcome.error == "sendas: the script 'none.lua' is not there\n")
    }
  }
}
