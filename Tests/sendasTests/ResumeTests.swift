import Foundation
import Subprocess
import SystemPackage
import Testing

/// Runs that were killed, and went on.
struct ResumeTests {
  /// Six changes of one person, each in a request of its own.
  private static let script = """
    for _, who in ipairs{ "grace@acme.test", "heidi@acme.test" } do
      print(who, select(2, sendas.grant(who)), sendas.revoke(who), select(2, sendas.grant(who)))
    end
    """

  @Test(arguments: [
    "beforeIntent:1", "afterIntent:1", "beforeIntent:2", "afterIntent:2", "afterAnswer:2",
    "afterOutcome:2", "afterAnswer:5", "afterOutcome:6", "beforeEnd:1",
  ])
  func `a run that was killed at any step goes on, and each change is made once`(
    _ step: String
  ) async throws {
    try await Program.use(
      files: ["six.lua": Self.script]
    ) { program in
      let killed = try await program(
        "run", "--emulator", "six.lua", variables: ["SENDAS_KILL_AT": step])
      #expect(killed.status == 137)
      let resumed = try await program("resume", "last")

      #expect(resumed.status == 0)
      #expect(
        resumed.output == """
          grace@acme.test\ttrue\ttrue\ttrue
          heidi@acme.test\ttrue\ttrue\ttrue

          """)
      let list = try await program("list", "--emulator", "--format", "csv")
      #expect(list.lines.count == 8)
      let shown = try await program("runs", "show", "last", "--format", "json")
      #expect(!shown.output.contains(#""state":"intent""#))
    }
  }

  @Test func `a limit stops the run, and a higher one lets it go on`() async throws {
    let script = """
      batch.each({ "grace@acme.test", "heidi@acme.test", "zoe@acme.test" }, function(who)
        sendas.grant(who)
      end)
      """
    try await Program.use(files: ["three.lua": script]) { program in
      let stopped = try await program("run", "--emulator", "--max-writes", "2", "three.lua")
      #expect(stopped.status == 5)
      #expect(stopped.error.contains("--max-writes 2"))
      #expect(stopped.error.contains("granted 2"))
      #expect(stopped.error.contains("To go on: sendas resume "))

      let resumed = try await program("resume", "--max-writes", "3", "last")
      #expect(resumed.status == 0)
      #expect(resumed.error.contains("granted 1"))
      #expect(resumed.error.contains("from an earlier attempt 2"))
    }
  }

  @Test func `what an older build has made is recognised, although it has kept less of it`()
    async throws
  {
    let script = "sendas.grant('grace@acme.test') sendas.revoke('bob@acme.test') error('stop')"
    try await Program.use(files: ["old.lua": script]) { program in
      #expect(try await program("run", "--emulator", "old.lua").status == 1)
      let forget = """
        import sqlite3
        journal = sqlite3.connect("state/journal.sqlite")
        journal.execute("UPDATE operations SET content = NULL")
        journal.commit()
        """
      #expect(try await program.run("/usr/bin/env", ["python3", "-c", forget]).status == 0)

      let resumed = try await program("resume", "last")
      #expect(resumed.error.contains("from an earlier attempt 2"), "\(resumed.error)")
      #expect(!resumed.error.contains("not asked for any more"))
    }
  }

  @Test func `an edited script is shown, and what it no longer makes is listed`() async throws {
    try await Program.use(files: [
      "edited.lua": "sendas.grant('grace@acme.test')\nerror('stop')\n"
    ]) { program in
      #expect(try await program("run", "--emulator", "edited.lua").status == 1)
      try program.write("sendas.grant('heidi@acme.test')\n", to: "edited.lua")

      let resumed = try await program("resume", "last")
      #expect(resumed.status == 0)
      #expect(resumed.error.contains("edited.lua has changed since the run began:"))
      #expect(resumed.error.contains("  1 - sendas.grant('grace@acme.test')"))
      #expect(
        resumed.error.contains(
          "made before and not asked for any more: grant grace@acme.test by alice@acme.test"
            + " (edited.lua:1); 'sendas undo "), "\(resumed.error)")
    }
  }

  @Test func `modules and files that were read are kept, and told of when they differ`()
    async throws
  {
    try await Program.use(files: [
      "main.lua": """
      local team = require("team")
      for row in csv.rows("people.csv") do team.add(row.email) end
      error("stop")
      """,
      "team.lua": "return { add = function(who) sendas.grant(who) end }\n",
      "people.csv": "email\ngrace@acme.test\n",
    ]) { program in
      #expect(try await program("run", "--emulator", "main.lua").status == 1)
      let shown = try await program("runs", "show", "last")
      #expect(shown.output.contains("module    team.lua sha256:"))
      #expect(shown.output.contains("file      people.csv sha256:"))

      try program.write("email\nheidi@acme.test\n", to: "people.csv")
      let resumed = try await program("resume", "last")
      #expect(resumed.error.contains("the input people.csv differs from the first attempt"))
      #expect(!resumed.error.contains("team.lua differs"))
    }
  }

  @Test func `a run that is under way is not resumed, and who executes it is told`() async throws {
    let script = "print('ready') task.sleep(3600)"
    try await Program.use(files: ["long.lua": script]) { program in
      let result = try await Subprocess.run(
        .path(FilePath(Program.path)), arguments: ["run", "--emulator", "long.lua"],
        environment: .inherit.updating(["SENDAS_STATE_DIR": program.folder.path + "/state"]),
        workingDirectory: FilePath(program.folder.path), input: .none, output: .sequence,
        error: .discarded
      ) { execution in
        for try await _ in execution.standardOutput.strings() { break }
        let refused = try await program("resume", "last")
        try execution.send(signal: .kill)
        return refused
      }
      #expect(result.closureResult.status == 75)
      #expect(result.closureResult.error.contains("this run is still under way: run "))
      // The dead do not hold it.
      try program.write("print('ready')", to: "long.lua")
      #expect(try await program("resume", "last").status == 0)
    }
  }

  @Test func `a one-line command is given again and not resumed`() async throws {
    try await Program.use { program in
      _ = try await program("grant", "--emulator", "grace@acme.test")
      let outcome = try await program("resume", "last")
      #expect(outcome.status == 64)
      #expect(outcome.error.contains("give it again"))
    }
  }

  @Test func `a read-only run changes nothing, and says how to lift it`() async throws {
    try await Program.use(files: ["a.lua": "sendas.grant('grace@acme.test')"]) { program in
      let outcome = try await program("run", "--emulator", "--read-only", "a.lua")
      #expect(outcome.status == 5)
      #expect(outcome.error.contains("leave --read-only out"))
    }
  }

  @Test func `a sync grants what is missing, and prunes only where that is meant`() async throws {
    try await Program.use { program in
      let synced = try await program(
        "sync", "--emulator", "--format", "csv", "grace@acme.test", "heidi@acme.test")
      #expect(synced.status == 0)
      #expect(synced.error.contains("revoked 0"))

      let pruned = try await program(
        "sync", "--emulator", "--prune", "--allow-large-revoke", "--format", "csv",
        "grace@acme.test")
      #expect(pruned.status == 0)
      #expect(pruned.lines.count == 2)
    }
  }

  @Test func `old runs are forgotten`() async throws {
    try await Program.use { program in
      _ = try await program("me", "--emulator")
      let outcome = try await program("runs", "prune", "--older-than", "0d")
      #expect(outcome.error.contains("1 run forgotten"))
      #expect(try await program("runs", "--format", "json").output == "[]\n")
    }
  }
}
