import Foundation
import Testing

/// Files and folders that are there and may not be read or written: what is said, and the status.
struct UnreadableFileTests {
  private static let files = [
    "s.lua": "for row in csv.rows('people.csv') do print(row.email) end",
    "people.csv": "email\ngrace@acme.test\n", "plan.json": "{}", "world.json": "{}",
    "config/config.toml": "[profiles.alice]\napi_key_file = \"keys/alice\"\n",
    "lib/m.lua": "return 1", "require.lua": "require 'm'",
  ]

  private static func use(_ body: (Program) async throws -> Void) async throws {
    let nobody = ["SENDAS_BASE_URL": "http://127.0.0.1:\(try FreePort.number())"]
    try await Program.use(files: files, variables: nobody) { program in
      try program.write("api_abc.def\n", to: "config/keys/alice", permissions: 0o600)
      try await body(program)
    }
  }

  @Test(
    arguments: [
      ("s.lua", ["run", "--emulator", "s.lua"], "the script 's.lua' cannot be read"),
      ("s.lua", ["plan", "--emulator", "s.lua"], "the script 's.lua' cannot be read"),
      ("s.lua", ["check", "s.lua"], "the script 's.lua' cannot be read"),
      ("s.lua", ["test", "s.lua"], "the script 's.lua' cannot be read"),
      ("people.csv", ["run", "--emulator", "s.lua"], "'people.csv' cannot be read"),
      ("plan.json", ["apply", "plan.json"], "the plan 'plan.json' cannot be read"),
      (
        "world.json", ["emulator", "--world", "world.json"], "the world 'world.json' cannot be read"
      ),
      ("lib", ["run", "--emulator", "lib/m.lua"], "the script 'lib/m.lua' cannot be reached"),
      ("lib/m.lua", ["run", "--emulator", "--lib", "lib", "require.lua"], "m.lua cannot be read"),
    ])
  func `an input that may not be read is named, and the status is 66`(
    _ name: String, _ words: [String], _ message: String
  ) async throws {
    try await Self.use { program in
      try await program.permitting(0, name) {
        let outcome = try await program.powerless(words)

        #expect(outcome.status == 66)
        #expect(outcome.error.contains(message), "\(outcome.error)")
        #expect(outcome.error.contains("permissions"), "\(outcome.error)")
      }
    }
  }

  @Test(arguments: [["me"], ["profiles"], ["profiles", "add", "bob"], ["run", "s.lua"]])
  func `a configuration that may not be read is status 78`(_ words: [String]) async throws {
    try await Self.use { program in
      for name in ["config/config.toml", "config"] {
        try await program.permitting(0, name) {
          let outcome = try await program.powerless(words)

          #expect(outcome.status == 78)
          #expect(
            outcome.error.hasSuffix("/config.toml: cannot be read. Check its permissions.\n"),
            "\(outcome.error)")
        }
      }
    }
  }

  @Test func `a key that may not be read is status 4`() async throws {
    try await Self.use { program in
      for name in ["config/keys/alice", "config/keys"] {
        try await program.permitting(0, name) {
          let me = try await program.powerless("me")

          #expect(me.status == 4)
          #expect(
            me.error.hasSuffix(
              "/keys/alice of profile 'alice' cannot be read: Permission denied.\n"),
            "\(me.error)")
        }
      }
    }
  }

  @Test func `a state folder that may not be used is status 74, and reads warn`() async throws {
    try await Self.use { program in
      _ = try await program("me", "--emulator")
      try await program.permitting(0, "state") {
        let grant = try await program.powerless("grant", "--emulator", "grace@acme.test")
        let runs = try await program.powerless("runs")

        for outcome in [grant, runs] {
          #expect(outcome.status == 74)
          #expect(outcome.error.contains("/state/journal.sqlite cannot be"), "\(outcome.error)")
          #expect(outcome.error.contains("Permission denied"), "\(outcome.error)")
          #expect(outcome.error.contains("SENDAS_STATE_DIR"), "\(outcome.error)")
        }
      }
      for name in ["state/journal.sqlite", "state/emulator"] {
        try await program.permitting(0, name) {
          let grant = try await program.powerless("grant", "--emulator", "grace@acme.test")

          #expect(grant.status == 74, "\(name)")
          #expect(grant.error.contains("/\(name)"), "\(grant.error)")
          #expect(grant.error.lowercased().contains("permission"), "\(grant.error)")
        }
      }
    }
  }

  @Test func `an output that may not be written is status 74`() async throws {
    try await Self.use { program in
      try program.write("csv.write('out/x.csv', { { a = 1 } }, { 'a' })", to: "w.lua")
      try program.write("", to: "out/here")
      _ = try await program("me", "--emulator")
      try await program.permitting(0o555, "out") {
        let outcomes = [
          try await program.powerless("run", "--emulator", "w.lua"),
          try await program.powerless("plan", "--emulator", "-o", "out/plan.json", "s.lua"),
          try await program.powerless("runs", "report", "last", "--csv", "out/r.csv"),
          try await program.powerless("init", "out/new"),
        ]
        for outcome in outcomes {
          #expect(outcome.status == 74)
          #expect(outcome.error.contains("out/"), "\(outcome.error)")
          #expect(outcome.error.contains("cannot be written"), "\(outcome.error)")
        }
      }
    }
  }
}
