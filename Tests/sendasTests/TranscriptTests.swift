import Foundation
import Testing

@testable import sendas

/// What a run shows at a terminal, and what it writes where there is none.
struct TranscriptTests {
  /// More than the limit of these tests lets through.
  private static let lists = "for _ = 1, 40 do sendas.list{} end"
  private static let limit = "--limit 1x20"

  @Test func `waiting for the limit is shown with the seconds that are left`() async throws {
    try await Program.use(files: ["s.lua": Self.lists]) { program in
      let terminal = try TerminalSession.command(
        program,
        [
          .see("waiting for the limit, "), .see(" s"), .type("\u{3}"),
          .see("interrupted: what was sent"),
        ])
      let outcome = try await ScriptOffice.run(
        program, emulator: Self.limit, "\(terminal) \"$SENDAS\" run --profile ada s.lua")

      #expect(outcome.status == 130, "\(outcome.output)")
      #expect(outcome.output.contains("s.lua: interrupted in "))
      #expect(outcome.output.contains("To go on: sendas resume "))
    }
  }

  @Test func `Ctrl-C ends a line of a session that waits for the limit, and not the session`()
    async throws
  {
    try await Program.use { program in
      let terminal = try TerminalSession.command(
        program,
        [
          .see("ada 1> "), .type(Self.lists + "\n"),
          .see("waiting for the limit, "), .type("\u{3}"), .see("interrupted"), .see("ada 2> "),
          .type("1 + 1\n"), .see("2\n"), .see("ada 3> "), .type("\u{4}"),
        ])
      let outcome = try await ScriptOffice.run(
        program, emulator: Self.limit, "\(terminal) \"$SENDAS\" repl --profile ada")

      #expect(outcome.status == 0, "\(outcome.output)")
    }
  }

  @Test func `a second Ctrl-C stops at once`() async throws {
    let script = "print('on') pcall(task.sleep, 1000) pcall(task.sleep, 1000)"
    try await Program.use(files: ["s.lua": script]) { program in
      let outcome = try await TerminalSession.run(
        program, ["run", "--emulator", "s.lua"],
        [.see("on\n"), .type("\u{3}"), .see("Ctrl-C again stops at once"), .type("\u{3}")])

      #expect(outcome.status == 130, "\(outcome.output)")
      #expect(!outcome.output.contains("s.lua: interrupted"))
    }
  }

  @Test func `apply and undo show what they would do, and do it after a yes only`() async throws {
    let script = "sendas.grant('grace@acme.test') sendas.revoke('bob@acme.test')"
    try await Program.use(files: ["s.lua": script]) { program in
      _ = try await program("plan", "--emulator", "-o", "plan.json", "s.lua")
      let shown: [TerminalSession.Step] = [
        .see("alice@acme.test\n  + grace@acme.test\n  - bob@acme.test\n"),
        .see("1 to grant, 1 to revoke"), .see("Make these 2 changes? [y/N] "),
      ]
      let refused = try await TerminalSession.run(
        program, ["apply", "plan.json"], shown + [.type("n\n")])
      let left = try await TerminalSession.run(
        program, ["apply", "plan.json"], shown + [.type("\u{3}"), .see("nothing was changed")])
      let id = String(try await program("runs").lines[1].prefix { $0 != " " })
      let unasked = try await program("resume", id)
      let made = try await TerminalSession.run(
        program, ["apply", "plan.json"], shown + [.type("y\n")])
      let undone = try await TerminalSession.run(
        program, ["undo", "last"], [.see("Make these 2 changes? [y/N] "), .type("yes\n")])
      let piped = try await program("apply", "plan.json")

      #expect(refused.status == 5, "\(refused.output)")
      #expect(refused.output.hasSuffix("[y/N] n\nsendas: not confirmed; nothing was changed\n"))
      #expect(left.status == 130, "\(left.output)")
      #expect(!left.output.contains("interrupted"), "\(left.output)")
      #expect(unasked.status == 5, "\(unasked.error)")
      #expect(unasked.error.contains("nothing was changed: there is no terminal to ask at"))
      for output in [refused.output, left.output, piped.error] {
        #expect(!output.contains("To go on"), "\(output)")
      }
      #expect(made.status == 0, "\(made.output)")
      #expect(made.output.contains("granted 1, already there 0, revoked 1"), "\(made.output)")
      #expect(undone.status == 0, "\(undone.output)")
      #expect(piped.status == 5)
      #expect(piped.error.contains("there is no terminal to ask at, so say --yes"))
    }
  }

  @Test func `where nobody looks nothing is drawn, and lines come every ten seconds`() async throws
  {
    let reporter = TextReporter(name: "s.lua")
    #expect(reporter.progressInterval == .seconds(10))
    let script = "batch.each({ 'grace', 'heidi' }, function(n) sendas.grant(n .. '@acme.test') end)"
    try await Program.use(files: ["s.lua": script]) { program in
      let text = try await program("run", "--emulator", "s.lua")
      let json = try await program("run", "--emulator-reset", "--format", "json", "s.lua")

      #expect(!text.error.contains("\u{1B}"))
      #expect(!text.error.contains("[#"))
      let progress = json.lines.first { $0.contains(#""event":"progress""#) } ?? ""
      #expect(progress.contains(#""ended_items":2,"known_items":2"#), "\(json.output)")
      #expect(json.lines.last?.contains(#""event":"summary""#) == true)
      #expect(json.error == "")
    }
  }

  @Test func `table_view is aligned for a person and CSV in a pipe`() async throws {
    let script = "table_view({ { email = 'a@x.test', n = 1 }, { email = 'bob@x.test', n = 20 } })"
    try await Program.use(files: ["s.lua": script]) { program in
      let seen = try await TerminalSession.run(
        program, ["run", "--emulator", "s.lua"],
        [.see("email       n\na@x.test    1\nbob@x.test  20\n")])
      let piped = try await program("run", "--emulator", "s.lua")

      #expect(seen.status == 0, "\(seen.output)")
      #expect(piped.output == "email,n\na@x.test,1\nbob@x.test,20\n")
    }
  }
}
