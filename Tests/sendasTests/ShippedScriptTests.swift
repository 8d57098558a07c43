import Foundation
import Testing

/// The scripts that come along, on the emulator's Acme and on worlds where keys are missing.
struct ShippedScriptTests {
  @Test(arguments: [
    "onboard.lua", "offboard.lua", "handover.lua", "audit.lua", "sync_teams.lua",
  ])
  func `each has help, no mistake that can be found before, and fewer than 80 lines`(
    _ name: String
  ) async throws {
    try await Program.use { program in
      let help = try await program("run", ScriptOffice.path(name), "--help")
      let check = try await program("check", ScriptOffice.path(name))
      let lines = try String(contentsOfFile: ScriptOffice.path(name), encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)

      #expect(help.status == 0)
      #expect(help.output.contains("usage: sendas run"))
      #expect(check.status == 0, "\(check.output)\(check.error)")
      #expect(lines.count <= 80)  // the last of them is empty
    }
  }

  @Test func `the audit shows every pair once, and marks those who have left`() async throws {
    try await Program.use { program in
      let audit = try await program(
        "run", "--emulator", ScriptOffice.path("audit.lua"), "--csv", "all.csv")

      #expect(audit.status == 0, "\(audit.error)")
      #expect(audit.lines.first == "allowing,allowed,note")
      #expect(audit.lines.contains("alice@acme.test,bob@acme.test,"))
      #expect(Set(audit.lines).count == audit.lines.count)
      #expect(audit.error.contains("30 of 30 people have a credential here\n"))
      let file = program.folder.appendingPathComponent("all.csv")
      let kept = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
      #expect(kept.map(String.init) == audit.lines)
    }
  }

  @Test
  func `a leaver loses what they gave and received, and the second time nothing is left to do`()
    async throws
  {
    try await Program.use { program in
      let first = try await program(
        "run", "--emulator", ScriptOffice.path("offboard.lua"), "bob@acme.test")
      let second = try await program(
        "run", "--emulator", ScriptOffice.path("offboard.lua"), "bob@acme.test")

      #expect(first.status == 0, "\(first.error)")
      #expect(first.output == "nothing remains of bob@acme.test\n")
      #expect(first.error.contains("revoked 2"), "\(first.error)")
      #expect(second.status == 0)
      #expect(!second.error.contains("revoked"))
      let list = try await program("list", "--emulator", "--profile", "bob", "--format", "csv")
      #expect(list.lines.count == 1)
    }
  }

  // Where the leaver has no credential, what they have received is found through the others.
  @Test(arguments: [("cy", "cy@x.test,ben@x.test"), ("ben", "ben@x.test,cy@x.test")])
  func `what cannot be taken for lack of a credential is listed with the reason`(
    _ name: String, _ pair: String
  ) async throws {
    try await Program.use { program in
      let outcome = try await ScriptOffice.run(
        program, without: [name],
        "\"$SENDAS\" run --profile ada \(ScriptOffice.path("offboard.lua")) ben@x.test")

      #expect(outcome.status == 1, "\(outcome.error)")
      #expect(
        outcome.output
          == "allowing,allowed,why\n\(pair),no credential for \(name)@x.test\n")
      #expect(
        outcome.error.contains("2 of 3 people have a credential here; not covered: \(name)@x.test"))
      #expect(outcome.error.contains("revoked 2"))
    }
  }

  @Test func `the one who takes over has what the other had, and running it again changes nothing`()
    async throws
  {
    try await Program.use { program in
      let words = [
        "run", "--emulator", ScriptOffice.path("handover.lua"), "bob@acme.test", "zoe@acme.test",
        "--given",
      ]
      let first = try await program.run(Program.path, words)
      let second = try await program.run(Program.path, words)
      let list = try await program(
        "list", "--emulator", "--profile", "zoe", "--allowed", "zoe@acme.test", "--format", "csv")

      #expect(first.status == 0, "\(first.error)")
      #expect(first.error.contains("granted 2, already there 0, failed 0"), "\(first.error)")
      #expect(second.error.contains("granted 0, already there 2, failed 0"), "\(second.error)")
      #expect(list.output.contains(",alice@acme.test,zoe@acme.test,"))
    }
  }

  @Test func `with --both a row is granted both ways`() async throws {
    let csv = "allowing,allowed\nalice@acme.test,zoe@acme.test\n"
    try await Program.use(files: ["p.csv": csv]) { program in
      let outcome = try await program(
        "run", "--emulator", ScriptOffice.path("onboard.lua"), "--both", "p.csv")

      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.error.contains("2 of 2 people have a credential here\n"))
      #expect(outcome.error.contains("granted 2, already there 0"))
    }
  }

  @Test func `teams become what the file says, and stay so`() async throws {
    try await Program.use { program in
      let words = [
        "--emulator", ScriptOffice.path("sync_teams.lua"), ScriptOffice.path("teams.csv"),
      ]
      let plan = try await program.run(Program.path, ["plan"] + words + ["--prune"])
      #expect(
        plan.output.contains("alice@acme.test\n  + grace@acme.test\n  + heidi@acme.test\n  - bob"))
      #expect(plan.output.contains("3 to grant, 5 to revoke"))

      let kept = try await program.run(Program.path, ["run"] + words)
      #expect(kept.output.contains("alice@acme.test: granted 2, revoked 0, unchanged 0\n"))
      let pruned = try await program.run(Program.path, ["run"] + words + ["--prune"])
      #expect(pruned.output.contains("alice@acme.test: granted 0, revoked 5, unchanged 2\n"))
      let again = try await program.run(Program.path, ["run"] + words + ["--prune"])
      #expect(again.status == 0)
      #expect(again.output.contains("alice@acme.test: granted 0, revoked 0, unchanged 2\n"))
      #expect(again.error.contains("2 of 2 people have a credential here"))
    }
  }
}
