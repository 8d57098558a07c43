import Foundation
import Testing

/// What stands in the way of a plan is told before anything of it is sent.
struct ApplyCommandTests {
  private static let mixed = """
    for _, association in ipairs(sendas.list{}) do sendas.revoke(association.id) end
    sendas.grant("grace@acme.test")
    sendas.grant("heidi@acme.test")
    fs.write("log.txt", "done")
    """

  /// Calls `body` with a plan of two grants and five revocations of alice, and a way to count what she
  /// allows.
  private func planned(
    _ body: (Program, LocalClose) async throws -> Void
  ) async throws {
    try await LocalClose.use { close in
      try await Program.use(files: ["mixed.lua": Self.mixed]) { program in
        try close.configure(program)
        let plan = try await program("plan", "-o", "plan.json", "mixed.lua")
        #expect(plan.status == 0, "\(plan.error)")
        try await body(program, close)
      }
    }
  }

  private func writes(_ close: LocalClose) -> [String] {
    close.requests.filter { !$0.hasPrefix("GET ") }
  }

  @Test func `grants and revocations of a person leave in one request`() async throws {
    try await planned { program, close in
      let applied = try await program("apply", "--yes", "plan.json")

      #expect(applied.status == 0, "\(applied.error)")
      #expect(applied.error.contains("2 to grant, 5 to revoke, 0 already so: 1 request"))
      #expect(writes(close) == ["POST /api/v1/send_as/bulk/"])
      #expect(applied.error.contains("not written by apply: log.txt"))
      #expect(!program.exists("log.txt"))
    }
  }

  @Test(arguments: [
    ("--max-revokes=4", "5 revocations", "Give --max-revokes 5"),
    ("--max-writes=6", "7 changes", "Give --max-writes 7"),
    ("--read-only", "read-only", "leave --read-only out"),
  ])
  func `a limit that a plan would cross stops it before the first change`(
    _ flag: String, _ what: String, _ advice: String
  ) async throws {
    try await planned { program, close in
      let refused = try await program("apply", "--yes", flag, "plan.json")

      #expect(refused.status == 5)
      #expect(refused.error.contains(what), "\(refused.error)")
      #expect(refused.error.contains(advice), "\(refused.error)")
      #expect(writes(close) == [])
    }
  }

  @Test func `somebody who is protected by now stops it before the first change`() async throws {
    try await planned { program, close in
      let configuration = try program.read("config/config.toml")
      try program.write(
        "protected = [\"grace@acme.test\"]\n" + configuration, to: "config/config.toml",
        permissions: 0o600)
      let refused = try await program("apply", "--yes", "plan.json")

      #expect(refused.status == 5)
      #expect(
        refused.error.contains("refused: alice@acme.test -> grace@acme.test: grace@acme.test"))
      #expect(refused.error.contains("--allow-protected"))
      #expect(writes(close) == [])

      let lifted = try await program("resume", "--allow-protected", "last")
      #expect(lifted.error.contains("say --yes") || lifted.error.contains("apply --yes plan.json"))
      let applied = try await program("apply", "--yes", "--allow-protected", "plan.json")
      #expect(applied.status == 0, "\(applied.error)")
    }
  }

  @Test func `a plan names people whom its script has only known by associations`() async throws {
    try await planned { program, _ in
      let plan = try await program("plan", "--max-writes", "1", "mixed.lua")

      #expect(plan.output.contains("  - bob@acme.test\n"))
      #expect(!plan.output.contains("user_"))
      // Where the limit is crossed, and not at each change from there on.
      #expect(plan.output.matches(of: /would be refused/).count == 1)
      #expect(plan.output.contains("(mixed.lua:1)"))
    }
  }

  @Test func `what was killed and has drifted meanwhile goes on where that is said`() async throws {
    try await planned { program, close in
      let killed = try await program(
        "apply", "--yes", "--no-coalesce", "plan.json",
        variables: ["SENDAS_KILL_AT": "afterOutcome:2"])
      #expect(killed.status == 137)
      let other = try await program(
        "bulk", "--disallow", "bob@acme.test", "carol@acme.test", "eve@acme.test", "dave@acme.test",
        "frank@acme.test", "--allow", "grace@acme.test", "heidi@acme.test")
      #expect(other.status == 0, "\(other.error)")

      let stopped = try await program("resume", "last")
      #expect(stopped.status == 64, "a one-line command is the last run")
      let runs = try await program("runs", "list", "--limit", "2")
      let run = String(runs.lines[2].prefix { $0 != " " })
      let drifted = try await program("resume", run)
      #expect(drifted.status == 5, "\(drifted.error)")
      #expect(drifted.error.contains("--skip-drifted"))
      let resumed = try await program("resume", "--skip-drifted", run)
      #expect(resumed.status == 0, "\(resumed.error)")
      _ = close
    }
  }
}
