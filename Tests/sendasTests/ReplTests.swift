import Foundation
import Testing

struct ReplTests {
  @Test func `expressions print, and locals stay with the closures that use them`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type("local n = 0 local function inc() n = n + 1 return n end\n"), .see("alice 2> "),
        .type("inc(), inc()\n"), .see("\n1\n2\n"), .see("alice 3> "),
        .type("n = n + 10\n"), .see("alice 4> "),
        .type("inc()\n"), .see("\n13\n"), .see("alice 5> "),
        .type("local n = 'new' -- the old one is still there for inc\n"), .see("alice 6> "),
        .type("n, inc()\n"), .see("\n\"new\"\n14\n"), .see("alice 7> "),
        .type("_4 + 1\n"), .see("\n14\n"), .see("alice 8> "), .type("_ * 2\n"), .see("\n28\n"),
        .see("alice 9> "), .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
    }
  }

  @Test func `lines go on until they are complete, and are one entry of the history`() async throws
  {
    try await Program.use { program in
      let first = try await program.repl([
        .type("for i = 1, 2 do\n"), .see("…> "), .type("print('line ' .. i)\n"), .see("…> "),
        .type("end\n"), .see("\nline 1\nline 2\n"), .see("alice 2> "), .type("[[\n"), .see("…> "),
        .type("\u{3}"), .see("alice 2> "), .type(":quit\n"),
      ])
      let second = try await program.repl([
        .type("\u{1B}[A\u{1B}[A"), .see("print('line ' .. i)"), .type("\n"),
        .see("\nline 1\nline 2\n"), .see("alice 2> "), .type("\u{4}"),
      ])

      #expect(first.status == 0, "\(first.output)")
      #expect(second.status == 0, "\(second.output)")
      let file = program.folder.appendingPathComponent("state/history").path
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test func `a key is neither run nor remembered`() async throws {
    let key = "api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7p"
    try await Program.use { program in
      let outcome = try await program.repl([
        .type("local key = '\(key)'\n"), .see("this looks like an API key"), .see("alice 1> "),
        .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
      let history = program.folder.appendingPathComponent("state/history").path
      let text = (try? String(contentsOfFile: history, encoding: .utf8)) ?? ""
      #expect(!text.contains("api_7b8K"))
    }
  }

  @Test func `a change is shown and sent after a yes only`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type("sendas.grant('grace@acme.test')\n"),
        .see("+ grace@acme.test may send as alice@acme.test"), .see("[y/N] "), .type("n\n"),
        .see("not sent: you said no"), .see("alice 2> "),
        .type("sendas.grant('grace@acme.test')\n"), .see("[y/N] "), .type("\u{3}"),
        .see("not sent"), .see("alice 3> "),
        .type("batch.each({ 'grace', 'bob' }, function(n) sendas.grant(n .. '@acme.test') end)\n"),
        .see("= bob@acme.test may send as alice@acme.test already"), .see("[y/N] "), .type("y\n"),
        .see("done = 2"), .see("alice 4> "),
        .type(":yes\n"), .see("alice 4> "), .type("sendas.revoke('grace@acme.test')\n"),
        .see("true\n"), .see("alice 5> "), .type(":log\n"), .see("revoke"),
        .see("allowed_user_id=grace@acme.test"), .see("alice 5> "),
        .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(outcome.output.contains("granted 1, already there 1, revoked 1"), "\(outcome.output)")
    }
  }

  @Test(arguments: [
    "while true do end", "task.sleep(1000)",
    "coroutine.wrap(function() while true do pcall(error) end end)()",
    "batch.each({ 1, 2 }, function() task.sleep(1000) end)",
  ])
  func `Ctrl-C ends the line and not the session`(_ line: String) async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type("print('on', 'it') \(line)\n"), .see("\non\tit\n"), .type("\u{3}"),
        .see("interrupted"),
        .see("alice 2> "), .type("'still here'\n"), .see("\n\"still here\"\n"), .see("alice 3> "),
        .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
    }
  }

  @Test func `Tab completes names, fields, arguments and people`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type(
          "local mine = setmetatable({ apple = 1 }, { __index = function() error('as' .. 'ked') end })\n"
        ),
        .see("alice 2> "), .type("mi\t.ap\t\n"), .see("mine.apple"), .see("\n1\n"),
        .see("alice 3> "),
        .type("sendas.gr\t('hei\t')"), .see("sendas.grant('heidi@acme.test')"), .type("\u{3}"),
        .see("alice 3> "), .type("sendas.list{ allowi\t"), .see("allowing_user_id = "),
        .type("\u{3}"), .see("alice 3> "), .type("task.\t\t"), .see("sleep"), .see("spawn"),
        .type("\u{3}"), .see("alice 3> "), .type(":lo\t\n"), .see("nothing yet"), .see("alice 3> "),
        .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(!outcome.output.contains("asked"))
    }
  }

  @Test func `a question mark explains, also what is spelled wrong`() async throws {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type("?sendas.grant\n"), .see("sendas.grant(allowed_user_id)"), .see("Example:"),
        .see("alice 1> "), .type("?gramt\n"), .see("did you mean ?sendas.grant"), .see("alice 1> "),
        .type(":hel\n"), .see("did you mean :help?"), .see("alice 1> "), .type(":help\n"),
        .see(":save FILE"), .see("alice 1> "), .type("\u{4}"),
      ])

      #expect(outcome.status == 0, "\(outcome.output)")
    }
  }

  @Test func `the session acts as another, tells the time, and is saved as a script`() async throws
  {
    try await Program.use { program in
      let outcome = try await program.repl([
        .type(":as bob@acme.test\n"), .see("acting as bob@acme.test"), .see("bob 1> "),
        .type("sendas.me().email\n"), .see("\"bob@acme.test\""), .see("bob 2> "),
        .type("nothing()\n"), .see("undefined global 'nothing'"), .see("bob 3> "),
        .type(":time print('x')\n"), .see(" s, 0 requests"), .see("bob 4> "),
        .type(":save out.lua\n"), .see("2 inputs written to out.lua"), .see("bob 4> "),
        .type(":save out.lua\n"), .see("out.lua is there already"), .see("bob 4> "),
        .type(":quit\n"),
      ])
      let run = try await program("run", "--emulator", "out.lua")

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(run.output == "alice@acme.test\nx\n")
    }
  }

  @Test func `lines from a pipe are run until one fails`() async throws {
    try await Program.use { program in
      func pipe(_ lines: String) async throws -> Program.Outcome {
        try await program.run(
          "/bin/sh", ["-c", "printf '%s' \"$0\" | \"$SENDAS\" repl --emulator", lines])
      }
      let good = try await pipe("local x = 20\nfor i = 1, 2 do\n  x = x + i\nend\nx")
      let bad = try await pipe("print(1)\nerror('no')\nprint(2)")
      let cut = try await pipe("print(1)\nfor i = 1, 2 do")
      let asked = try await pipe("sendas.grant('grace@acme.test')")
      let sent = try await pipe(":yes\nselect(2, sendas.grant('grace@acme.test'))")

      #expect(good.output == "23\n")
      #expect(good.status == 0)
      #expect(bad.output == "1\n")
      #expect(bad.status == 1)
      #expect(cut.error.contains("the lines ended before this was complete"))
      #expect(cut.status == 1)
      #expect(asked.error.contains("nobody can be asked"))
      #expect(asked.status == 5)
      #expect(sent.output == "true\n")
    }
  }
}
