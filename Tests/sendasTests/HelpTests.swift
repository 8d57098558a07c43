import Foundation
import Testing

struct HelpTests {
  @Test(arguments: [
    [], ["run"], ["runs"], ["runs", "list"], ["runs", "show"], ["me"], ["list"], ["get"], ["grant"],
    ["revoke"], ["bulk"], ["sync"], ["plan"], ["apply"], ["undo"], ["resume"], ["retry"],
    ["runs", "prune"], ["check"], ["repl"], ["emulator"], ["doctor"], ["init"], ["test"],
    ["runs", "report"], ["profiles"], ["profiles", "list"], ["profiles", "add"],
    ["profiles", "check"], ["profiles", "remove"], ["profiles", "login"],
  ])
  func `the help of a command is as it was read and agreed`(_ command: [String]) async throws {
    try await Program.use { program in
      let outcome = try await program.run(Program.path, command + ["--help"])

      #expect(outcome.status == 0)
      #expect(outcome.error == "")
      #expect(outcome.output.contains("Example"))
      try Snapshot(named: (["help"] + command).joined(separator: "-")).expect(outcome.output)
    }
  }
}

struct CompletionScriptTests {
  @Test(arguments: ["bash", "zsh", "fish"])
  func `each shell gets a completion that it can read, with all commands`(
    _ shell: String
  ) async throws {
    try await Program.use { program in
      let outcome = try await program("--generate-completion-script", shell)
      try program.write(outcome.output, to: "completion")

      #expect(outcome.status == 0)
      for word in ["run", "repl", "doctor", "emulator-reset", "allow-path", "profiles", "login"] {
        #expect(outcome.output.contains(word))
      }
      if shell == "bash" {
        #expect(try await program.run("/bin/bash", ["-n", "completion"]).status == 0)
      }
    }
  }

  @Test func `bash offers commands, options, choices, files and runs`() async throws {
    let lines = """
      PATH="$(dirname "$SENDAS"):$PATH"
      source <(sendas --generate-completion-script bash)
      offer() {
        COMP_WORDS=(sendas "$@") COMP_CWORD=$# COMP_LINE="sendas $*" COMP_POINT=1000 COMPREPLY=()
        _sendas sendas "${@: -1}" "${@: -2:1}"
        echo "$*: ${COMPREPLY[*]}"
      }
      offer pr; offer run --pro; offer list --format ""; offer run on; offer run x.lua pe
      offer apply pl; offer undo la; offer me --profile ""
      """
    try await Program.use(files: ["onboard.lua": "", "people.csv": "", "plan.json": ""]) {
      program in
      try program.write("[profiles.alice]\napi_key_file = \"k\"\n", to: "config/config.toml")
      _ = try await program("me", "--emulator")
      let outcome = try await program.run("/bin/bash", ["-c", lines])

      #expect(
        outcome.lines == [
          "pr: profiles", "run --pro: --profile", "list --format : table csv json",
          "run on: onboard.lua", "run x.lua pe: people.csv", "apply pl: plan.json",
          "undo la: last", "me --profile : alice",
        ], "\(outcome.error)")
    }
  }

  @Test func `the version names Lua's`() async throws {
    try await Program.use { program in
      let outcome = try await program("--version")

      #expect(outcome.output.wholeMatch(of: /sendas [0-9.]+, with Lua 5\.4\.[0-9]+\n/) != nil)
    }
  }
}

/// A text that is kept beside the tests.
///
/// With RECORD_SNAPSHOTS set it is written anew, and the test
/// fails, so that nobody records by accident.
struct Snapshot {
  private let file: URL

  init(named name: String) {
    file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Snapshots/\(name).txt")
  }

  func expect(_ text: String) throws {
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(file.lastPathComponent); read it and run the test again")
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    #expect(text == kept)
  }
}
