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
      #expect(runs.lines[1].hasSuffix("alice  me"))
      #expect(runs.lines[2].hasSuffix("alice  grant grace@acme.test"))
      #expect(first.output.contains("done   grant"))
      let object = try JSONSerialization.jsonObject(with: Data(last.output.utf8)) as? [String: Any]
      #expect(object?["state"] as? String == "done")
      #expect(object?["emulator"] as? Bool == true)
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
