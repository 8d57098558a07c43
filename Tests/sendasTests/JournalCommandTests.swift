import Foundation
import Testing

struct JournalCommandTests {
  @Test func `runs are listed newest first and shown with their operations`() async throws {
    try await Program.use { program in
      _ = try await program("grant", "--emulator", "grace@acme.test")
      _ = try await program("me", "--emulator")
      let runs = try await program("runs")
      let first = try await program("runs", "show", String(runs.lines[2].prefix { $0 != " " }))
      let last = try await program("runs", "show", "last", "--format", "json")

      #expect(runs.lines.count == 3)
      #expect(runs.lines[1].hasSuffix("alice  the emulator  me"))
      #expect(runs.lines[2].hasSuffix("alice  the emulator  grant grace@acme.test"))
      #expect(first.output.contains("done   grant"))
      let object = try JSONSerialization.jsonObject(with: Data(last.output.utf8)) as? [String: Any]
      #expect(object?["state"] as? String == "done")
      #expect(object?["emulator"] as? Bool == true)
    }
  }

  @Test func `a grant's association is shown whole, while it is made and from the journal`()
    async throws
  {
    let script = "sendas.grant('zoe@acme.test') sendas.grant('zoe@acme.test')"
    try await Program.use(files: ["twice.lua": script]) { program in
      let made = try await program("run", "--emulator", "--format", "json", "twice.lua")
      let shown = try await program("runs", "show", "last", "--format", "json")

      struct Answer: Decodable, Equatable {
        struct Association: Decodable, Equatable {
          let id, allowing_user_id, allowed_user_id, organization_id: String
        }
        let association: Association
        let new: Bool
      }
      struct Line: Decodable {
        let identity: String?
        let kind: String?
        let result: Answer?
      }
      struct Run: Decodable { let operations: [Line] }
      let run = try JSONDecoder().decode(Run.self, from: Data(shown.output.utf8))
      let grants = run.operations.filter { $0.kind == "grant" }
      let answers = grants.compactMap(\.result)
      #expect(answers.map(\.new) == [true, false])
      #expect(Set(answers.map(\.association.id)).count == 1)
      #expect(answers.map(\.association.allowing_user_id) == grants.map(\.identity))
      #expect(answers.allSatisfy { $0.association.allowed_user_id.hasPrefix("user_") })
      #expect(answers.allSatisfy { $0.association.organization_id.hasPrefix("orga_") })
      let told = try made.lines.filter { $0.contains(#""kind":"grant""#) }
        .map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
      #expect(told.compactMap(\.result) == answers)
    }
  }

  @Test func `what is counted is what the run has changed in all of its attempts`() async throws {
    let script = """
      batch.each({ "grace@acme.test", "heidi@acme.test", "zoe@acme.test" }, function(who)
        sendas.grant(who)
      end)
      sendas.revoke("zoe@acme.test")
      sendas.sync{ "ivan@acme.test" }
      sendas.bulk{ disallowed_user_ids = { "grace@acme.test", "ivan@acme.test" } }
      """
    try await Program.use(files: ["all.lua": script]) { program in
      let stopped = try await program("run", "--emulator", "--max-writes", "2", "all.lua")
      let half = try await program("runs")
      let resumed = try await program("resume", "--max-writes", "20", "last")
      let whole = try await program("runs")
      let shown = try await program("runs", "show", "last")
      let json = try await program("runs", "--format", "json")

      #expect(stopped.status == 5)
      #expect(half.lines[1].contains(#/ failed +5 +2 +0 +0 +alice/#), "\(half.output)")
      #expect(resumed.status == 0)
      #expect(whole.lines[1].contains(#/ done +0 +4 +3 +0 +alice/#), "\(whole.output)")
      #expect(shown.lines.contains("changes   granted 4, revoked 3"))
      #expect(json.output.contains(#""attempt":2,"granted":4,"revoked":3,"#))
    }
  }

  @Test func `the last run that is taken back or resumed is none that only looked`() async throws {
    let script = "sendas.grant('heidi@acme.test') error('stop')"
    try await Program.use(files: ["stop.lua": script]) { program in
      _ = try await program("run", "--emulator", "stop.lua")
      _ = try await program("list", "--emulator")
      let resumed = try await program("resume", "last")
      _ = try await program("me", "--emulator")
      let undone = try await program("undo", "--yes", "last")

      #expect(resumed.error.contains("from an earlier attempt 1"), "\(resumed.error)")
      #expect(undone.error.contains("revoked 1"), "\(undone.error)")
    }
  }

  @Test func `items that failed before they came to a change are shown with their reason`()
    async throws
  {
    let script = """
      batch.each(csv.rows("p.csv"), function(row) sendas.grant(row.email) end,
        { on_error = "continue" })
      """
    let rows = "email\ngrace@acme.test\nnobody@acme.test\n"
    try await Program.use(files: ["s.lua": script, "p.csv": rows]) { program in
      _ = try await program("run", "--emulator", "s.lua")
      let shown = try await program("runs", "show", "last")
      let json = try await program("runs", "show", "last", "--format", "json")

      let reason = "nobody in the organization has the email or id 'nobody@acme.test'"
      #expect(
        shown.output.contains(
          "failed before they came to a change:\n  p.csv row 3: \(reason) [unknown_user] (s.lua:1)"),
        "\(shown.output)")
      #expect(json.output.contains(#""failed_items":[{"index":2,"item":"p.csv row 3","kind":"#))
    }
  }

  @Test func `a run that was killed is counted by what it has made`() async throws {
    let script = "sendas.grant('grace@acme.test') sendas.grant('heidi@acme.test')"
    try await Program.use(files: ["two.lua": script]) { program in
      _ = try await program(
        "run", "--emulator", "two.lua", variables: ["SENDAS_KILL_AT": "afterOutcome:1"])
      let runs = try await program("runs")

      #expect(runs.lines[1].contains(#/ running +1 +0 +alice/#), "\(runs.output)")
    }
  }

  @Test func `people are shown by their emails, and by id where nothing else is known`()
    async throws
  {
    let script = """
      sendas.grant("grace@acme.test")
      sendas.as("bob").bulk{ allowed_user_ids = { "heidi@acme.test" },
        disallowed_user_ids = { "carol@acme.test" } }
      sendas.sync({ "grace@acme.test" }, { prune = true })
      sendas.revoke("user_nobody")
      sendas.revoke(sendas.list{}[1].id)
      pcall(close.post, "/lead/", { name = "x" })
      """
    try await Program.use(files: ["s.lua": script]) { program in
      let run = try await program("run", "--emulator", "--allow-large-revoke", "s.lua")
      let shown = try await program("runs", "show", "last")
      let report = try await program("runs", "report", "last", "--csv", "-")

      #expect(run.status == 0, "\(run.error)")
      let people = shown.output.replacing(#/ +/#, with: " ")
      for line in [
        "1 done grant alice@acme.test grace@acme.test s.lua:1 1",
        "2 done bulk bob@acme.test +heidi@acme.test -carol@acme.test s.lua:2 2",
        "3 done sync alice@acme.test -", "4 unchanged revoke alice@acme.test user_nobody s.lua:5",
        "6 done revoke alice@acme.test grace@acme.test s.lua:6 4",
        "5 done list alice@acme.test s.lua:6",
        #"7 failed POST alice@acme.test /lead/ {"name":"x"} s.lua:7 5 There is no such object"#,
      ] {
        #expect(people.contains("\n" + line), "\(line) in \(people)")
      }
      #expect(people.contains("-eve@acme.test s.lua:4 3"))
      #expect(!shown.output.replacing("user_nobody", with: "").contains("user_"))
      #expect(!report.output.replacing("user_nobody", with: "").contains("user_"))
    }
  }

  @Test func `who has acted is known by email, although nobody was listed`() async throws {
    try await Program.use { program in
      _ = try await program("revoke", "--emulator", "--profile", "bob", "user_nobody")
      let shown = try await program("runs", "show", "last")

      #expect(shown.output.contains("revoke  bob@acme.test  user_nobody"), "\(shown.output)")
    }
  }

  @Test func `an unknown run is an error that lists none by mistake`() async throws {
    try await Program.use { program in
      let outcome = try await program("runs", "show", "2099")

      #expect(outcome.status == 64)
      #expect(outcome.error.hasPrefix("sendas: "))
    }
  }

  @Test func `a journal that cannot be written stops the run before anything is sent`() async throws
  {
    try await Program.use(files: ["state": "a file where a folder should be"]) { program in
      let outcome = try await program("grant", "--emulator", "grace@acme.test")

      #expect(outcome.status == 74)
      #expect(outcome.output == "")
    }
  }

  @Test func `no key is ever in the journal or in what is printed`() async throws {
    try await Program.use(files: ["s.lua": "sendas.as('bob').grant('zoe@acme.test')"]) { program in
      let run = try await program("run", "--emulator", "--format", "json", "s.lua")
      let show = try await program("runs", "show", "last", "--format", "json")
      let world = try String(
        contentsOf: program.folder.appendingPathComponent("state/emulator/world.json"),
        encoding: .utf8)
      let keys = world.matches(of: /api_[A-Za-z0-9]+\.[A-Za-z0-9]+/).map { String($0.output) }
      let journal = try Data(
        contentsOf: program.folder.appendingPathComponent("state/journal.sqlite"))
      let texts = [run.output, run.error, show.output, String(decoding: journal, as: UTF8.self)]

      #expect(keys.count == 32)
      for text in texts { for key in keys { #expect(!text.contains(key)) } }
    }
  }
}
