import Foundation
import Testing

/// Commands that are asked for a key and never answer.
struct HangingCommandTests {
  private static func use(
    timeout: String = "", _ body: (Program) async throws -> Void
  ) async throws {
    let nobody = ["SENDAS_BASE_URL": "http://127.0.0.1:\(try FreePort.number())"]
    let files = ["s.lua": "sendas.list{}"]
    try await Program.use(files: files, variables: nobody) { program in
      try program.write(
        """
        \(timeout)
        credential_helper = ["sleep", "600"]
        [profiles.alice]
        api_key_command = ["sleep", "600"]
        email = "alice@acme.test"
        """, to: "config/config.toml")
      try await body(program)
    }
  }

  @Test(arguments: [
    (["me"], "The api_key_command (sleep) of profile 'alice'"),
    (["run", "s.lua"], "The api_key_command (sleep) of profile 'alice'"),
    (["profiles", "check"], "The api_key_command (sleep) of profile 'alice'"),
    (["me", "--profile", "eve@acme.test"], "The credential_helper (sleep)"),
    (["profiles", "check", "eve@acme.test"], "The credential_helper (sleep)"),
  ])
  func `a command that hangs is stopped, named, and status 4`(
    words: [String], subject: String
  ) async throws {
    try await Self.use(timeout: "command_timeout = \"1s\"") { program in
      let outcome = try await program.run(Program.path, words)

      #expect(outcome.status == 4)
      #expect(
        outcome.error.contains(
          "\(subject) took longer than 1 second and was stopped. Run it by hand to see why. If it"
            + " needs more time, set command_timeout in the configuration."), "\(outcome.error)")
    }
  }

  @Test(arguments: [["me"], ["me", "--profile", "eve@acme.test"], ["run", "s.lua"]])
  func `Ctrl-C does not wait for a command that hangs`(_ words: [String]) async throws {
    try await Self.use { program in
      // It would not hear Ctrl-C itself, and says when it was asked.
      let deaf = "[\"sh\", \"-c\", \"trap '' INT; echo asked > /dev/tty; sleep 600\"]"
      let text = try program.read("config/config.toml")
      try program.write(
        text.replacing("[\"sleep\", \"600\"]", with: deaf), to: "config/config.toml")

      let outcome = try await TerminalSession.run(program, words, [.see("asked"), .type("\u{3}")])

      #expect(outcome.status == 130, "\(outcome.output)")
    }
  }
}
