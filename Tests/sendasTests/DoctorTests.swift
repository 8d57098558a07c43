import Foundation
import Testing

struct DoctorTests {
  @Test func `a new place needs nothing, and every bug is told`() async throws {
    try await Program.use { program in
      let outcome = try await program("doctor")

      #expect(outcome.status == 0)
      #expect(outcome.error == "")
      #expect(outcome.lines[0].hasPrefix("Lua: Lua 5.4."))
      #expect(outcome.lines.last == "Nothing needs to be done.")
      for name in Self.bugs { #expect(outcome.output.contains("  \(name): ")) }
      #expect(!FileManager.default.fileExists(atPath: program.journal))
    }
  }

  private static let bugs = [
    "concat", "nested-close", "binary-chunk", "deep-names", "constant-bits", "comparison-key",
    "break-close", "message-handler", "utf8-codes", "call-line", "weak-metatable",
    "string-compare", "traceback-slots",
  ]

  @Test func `as JSON each bug is affected, not affected or not known`() async throws {
    try await Program.use { program in
      let outcome = try await program("doctor", "--format", "json")
      let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))

      #expect(outcome.status == 0)
      #expect(report.bugs.map(\.name) == Self.bugs)
      for bug in report.bugs.dropLast(3) {
        #expect(["affected", "not affected"].contains(bug.state), "\(bug.name): \(bug.answer)")
      }
      #expect(report.bugs.suffix(3).map(\.state) == Array(repeating: "could not tell", count: 3))
      #expect(report.needsAction == false)
    }
  }

  private struct Report: Decodable {
    struct Bug: Decodable { var name, state, answer: String }
    struct Finding: Decodable { var what, state, message: String }
    var bugs: [Bug]
    var surroundings: [Finding]
    var needsAction: Bool

    enum CodingKeys: String, CodingKey {
      case bugs, surroundings
      case needsAction = "needs_action"
    }
  }

  private static let configuration = """
    [profiles.alice]
    api_key_file = "alice.key"
    [profiles.bob]
    api_key_file = "bob.key"
    [profiles.carol]
    api_key_command = ["no-such-program-here", "show"]
    [profiles.dave]
    api_key_command = ["sh", "-c", "touch was_run"]
    """

  @Test func `keys that are not private are problems, and no key is used or shown`() async throws {
    try await Program.use { program in
      try program.write(Self.configuration, to: "config/config.toml", permissions: 0o600)
      try program.write("secret-of-alice", to: "config/alice.key", permissions: 0o644)
      try program.write("secret-of-bob", to: "config/bob.key", permissions: 0o600)
      let outcome = try await program("doctor", "--format", "json")
      let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
      let states = report.surroundings.filter { $0.what.hasPrefix("profile ") }.map(\.state)
      let alice = try #require(report.surroundings.first { $0.what == "profile alice" })

      #expect(outcome.status == 1)
      #expect(report.needsAction)
      #expect(states == ["problem", "ok", "problem", "ok"])
      #expect(alice.message.hasSuffix("is not private (mode 644); run: chmod 600 \(program.key)"))
      #expect(!outcome.output.contains("secret-of"))
      #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/config/was_run"))
    }
  }

  @Test func `a configuration that cannot be read is a problem`() async throws {
    try await Program.use { program in
      try program.write("default = [", to: "config/config.toml", permissions: 0o600)
      let outcome = try await program("doctor")

      #expect(outcome.status == 1)
      #expect(outcome.output.contains("problem  configuration"))
      #expect(outcome.lines.last == "What is called a problem needs you.")
    }
  }

  @Test func `a configuration that others can change is a problem`() async throws {
    try await Program.use { program in
      try program.write("", to: "config/config.toml", permissions: 0o666)
      let outcome = try await program("doctor")

      #expect(outcome.status == 1)
      #expect(outcome.output.contains("others can change "))
    }
  }

  @Test func `a state folder that cannot be made is a problem`() async throws {
    try await Program.use(files: ["state": "a file in its place"]) { program in
      let outcome = try await program("doctor")

      #expect(outcome.status == 1)
      #expect(outcome.output.contains("problem  state folder"))
    }
  }

  @Test func `a damaged journal is a problem`() async throws {
    let noise = String(repeating: "this is no journal ", count: 100)
    try await Program.use(files: ["state/journal.sqlite": noise]) { program in
      let outcome = try await program("doctor")

      #expect(outcome.status == 1)
      #expect(outcome.output.contains("problem  journal"))
    }
  }

  @Test func `a probe that does not exist is a mistake`() async throws {
    try await Program.use { program in
      let outcome = try await program("doctor", "--probe", "nothing")

      #expect(outcome.status == 64)
      #expect(outcome.error == "sendas: no probe is named 'nothing'\n")
    }
  }
}

extension Program {
  fileprivate var journal: String { folder.path + "/state/journal.sqlite" }
  fileprivate var key: String { folder.path + "/config/alice.key" }
}
