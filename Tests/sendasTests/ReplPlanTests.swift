import Foundation
import Testing

/// Changes of a session that are collected, sent together, dropped and taken back.
struct ReplPlanTests {
  /// Whether alice lets that person send as her.
  private static func isAllowed(_ program: Program, _ name: String) async throws -> Bool {
    let list = try await program("list", "--emulator", "--format", "csv")
    return list.output.contains(",alice@acme.test,\(name)@acme.test,")
  }

  @Test func `changes are collected, shown, and sent after a yes`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type(":plan\n"), .see("changes are collected from now on"), .see("alice (plan) 1> "),
        .type("select(2, sendas.grant('grace@acme.test'))\n"), .see("true\n"),
        .see("collected so far: 1 change"), .see("alice (plan) 2> "),
        // Reads see what is planned.
        .type("#sendas.list{}\n"), .see("6\n"), .see("alice (plan) 3> "),
        .type("sendas.revoke('bob@acme.test')\n"), .see("collected so far: 2 changes"),
        .see("alice (plan) 4> "),
        .type(":apply\n"), .see("  + grace@acme.test"), .see("  - bob@acme.test"),
        .see("1 to grant, 1 to revoke"), .see("Make these 2 changes? [y/N] "), .type("n\n"),
        .see("not sent: you said no; :apply asks again, :discard drops the changes"),
        .see("alice (plan) 4> "), .type(":apply\n"), .see("Make these 2 changes? [y/N] "),
        .type("y\n"), .see("2 of 2 changes made"), .see("alice 4> "), .type(":apply\n"),
        .see("no changes are being collected; :plan begins"), .see("alice 4> "), .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(outcome.output.contains("granted 1, already there 0, revoked 1"), "\(outcome.output)")
      #expect(try await Self.isAllowed(program, "grace"))
      #expect(try await !Self.isAllowed(program, "bob"))
    }
  }

  @Test func `what is discarded, or left when the lines end, is never sent`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type(":plan\n"), .see("alice (plan) 1> "), .type("sendas.grant('grace@acme.test')\n"),
        .see("alice (plan) 2> "), .type(":plan\n"), .see("collected already; :apply or :discard"),
        .see("alice (plan) 2> "), .type(":undo\n"), .see(":discard drops what is collected now"),
        .see("alice (plan) 2> "), .type(":discard\n"), .see("dropped 1 change"), .see("alice 2> "),
        .type("#sendas.list{}\n"), .see("5\n"),
        .see("alice 3> "), .type(":plan\n"), .see("alice (plan) 3> "),
        .type("sendas.grant('heidi@acme.test')\n"), .see("alice (plan) 4> "), .type("\u{4}"),
        .see("1 change was collected and not sent"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(try await !Self.isAllowed(program, "grace"))
      #expect(try await !Self.isAllowed(program, "heidi"))
    }
  }

  @Test func `undo takes back one input after the other, and asks`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type(":undo\n"), .see("nothing is left to undo"), .see("alice 1> "), .type(":yes\n"),
        .see("alice 1> "),
        .type(
          "batch.each({ 'grace', 'heidi' }, function(n) sendas.grant(n .. '@acme.test') end)\n"),
        .see("done = 2"), .see("alice 2> "), .type("sendas.revoke('bob@acme.test')\n"),
        .see("true\n"), .see("alice 3> "), .type("sendas.me().email\n"), .see("alice 4> "),
        .type(":ask\n"), .see("alice 4> "),
        .type(":undo\n"), .see("To take back what input 2 has changed:"), .see("  + bob@acme.test"),
        .see("Make this change? [y/N] "), .type("\u{3}"), .see("not sent: there was no yes"),
        .see("alice 4> "), .type(":undo\n"), .see("input 2"), .see("[y/N] "), .type("y\n"),
        .see("1 of 1 changes made"), .see("alice 4> "), .type(":undo\n"), .see("input 1"),
        .see("  - grace@acme.test\n  - heidi@acme.test\n"), .see("[y/N] "), .type("yes\n"),
        .see("2 of 2 changes made"), .see("alice 4> "), .type(":undo\n"),
        .see("nothing is left to undo"), .see("alice 4> "), .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(try await Self.isAllowed(program, "bob"))
      #expect(try await !Self.isAllowed(program, "grace"))
    }
  }

  @Test func `a pipe collects and applies, where :yes says so`() async throws {
    try await Program.use { program in
      func pipe(_ lines: String) async throws -> Program.Outcome {
        try await program.run(
          "/bin/sh", ["-c", "printf '%s' \"$0\" | \"$SENDAS\" repl --emulator", lines])
      }
      let grant = "select(2, sendas.grant('grace@acme.test'))\n"
      let asked = try await pipe(":plan\n\(grant):apply\nprint('never')")
      let sent = try await pipe(":yes\n:plan\n\(grant):apply\n\(grant):undo\n\(grant)")

      #expect(asked.status == 5)
      #expect(asked.output == "true\n")
      #expect(asked.error.contains("write :yes in a line before"))
      #expect(asked.error.contains("1 change was collected and not sent"))
      #expect(sent.status == 0, "\(sent.error)")
      #expect(sent.output == "true\nfalse\ntrue\n")
    }
  }

  @Test func `who has no credential can be planned for, and is never acted as`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type(":plan\n"), .see("alice (plan) 1> "),
        .type("walter = sendas.as('walter@acme.test')\n"), .see("alice (plan) 2> "),
        .type("select(2, walter.grant('grace@acme.test'))\n"), .see("true\n"),
        .see("alice (plan) 3> "), .type(":apply\n"),
        .see("cannot be changed: walter@acme.test: no credential is configured"),
        .see("nothing to send"), .see("1 change could not be made"), .see("alice 3> "),
        .type("walter.grant('grace@acme.test')\n"),
        .see("no credential is configured for 'walter@acme.test'"), .see("alice 4> "),
        .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
    }
  }

  @Test func `what a rule refuses is refused without a question`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type("sendas.grant('alice@acme.test')\n"), .see("a person may always send as themselves"),
        .see("alice 2> "), .type("sendas.revoke(sendas.list{}[1].id)\n"),
        .see("- bob@acme.test may no longer send as alice@acme.test"), .see("[y/N] "),
        .type("n\n"), .see("alice 3> "), .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(!outcome.output.contains("+ alice@acme.test"))
    }
  }
}
