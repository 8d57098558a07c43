import Foundation
import Testing

struct ReadmeTests {
  private let blocks: [String]

  init() throws {
    let file = Program.repository.appendingPathComponent("README.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    blocks = text.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }
      .map { String($0.element.drop { $0 != "\n" }.dropFirst()) }
  }

  private func block(beginning start: String) throws -> String {
    try #require(blocks.first { $0.hasPrefix(start) })
  }

  @Test func `the script prints what the README says`() async throws {
    let script = try block(beginning: "-- team.lua")
    let expected = try block(beginning: "alice\t")
    try await Program.use(files: ["team.lua": script, "team.csv": try block(beginning: "email")]) {
      program in
      let outcome = try await program("run", "--emulator", "team.lua")

      #expect(outcome.output == expected)
      #expect(outcome.status == 3)
      #expect(outcome.error.contains("failed: team.csv row 4: nobody in the organization"))
    }
  }

  @Test func `the first commands do what is said beside them`() async throws {
    // The first line installs the package, which scripts/package --try does.
    let lines = try block(beginning: "sudo apt install").split(separator: "\n").dropFirst()
    let commands = lines.joined(separator: "\n")
    let programs = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
    try await Program.use(variables: ["PATH": programs + ":/usr/bin:/bin"]) { program in
      let outcome = try await program.run("/bin/sh", ["-e", "-c", commands])

      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.output.contains("alice@acme.test  heidi@acme.test"), "\(outcome.output)")
      #expect(outcome.error.contains("revoked 1"), "\(outcome.error)")
      #expect(outcome.output.contains("undo"))
    }
  }

  @Test func `the configuration is understood`() async throws {
    try await Program.use(files: ["config/config.toml": try block(beginning: "default =")]) {
      program in
      let outcome = try await program("me", "--profile", "bob")

      // Only the key itself is missing.
      #expect(outcome.status == 4)
      #expect(outcome.error.contains("keys/bob"))
    }
  }

  @Test func `the world is served`() async throws {
    try await Program.use(files: ["world.json": try block(beginning: "{")]) { program in
      let outcome = try await program.run(
        "/bin/sh",
        [
          "-c",
          """
          "$SENDAS" emulator --world world.json --config-dir people > url &
          while [ ! -s url ]; do :; done
          SENDAS_CONFIG_DIR=people "$SENDAS" list --format csv
          kill -INT $!
          wait $!
          """,
        ])

      #expect(outcome.status == 0)
      #expect(outcome.lines.count == 2)
      #expect(outcome.lines[1].contains(",ada@acme.test,ben@acme.test,"))
    }
  }

  @Test func `what goes over the wire is said as the README shows it`() async throws {
    let lines = try block(beginning: "$ sendas me").split(separator: "\n").map(String.init)
    try await Program.use { program in
      let words = lines[0].split(separator: " ").dropFirst(2).map(String.init)
      let outcome = try await program.run(Program.path, words)

      let number = /[0-9.]+( ms)?/
      #expect(outcome.status == 0)
      #expect(
        outcome.error.replacing(number, with: "N") == lines[1].replacing(number, with: "N") + "\n")
    }
  }
}
