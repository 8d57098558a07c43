import Foundation
import Testing

/// `sendas profiles` as it is typed, against `sendas emulator`.
struct ProfilesCommandTests {
  private static func use(
    _ body: (Program, [String: String]) async throws -> Void
  ) async throws {
    try await Program.use { program in
      try await program.servingClose { url in try await body(program, ["SENDAS_BASE_URL": url]) }
    }
  }

  @Test func `people are added, listed, proven and removed`() async throws {
    try await Self.use { program, at in
      for name in ["alice", "bob"] {
        let added = try await program.shell(
          "\"$SENDAS\" profiles add \(name) < acme/keys/\(name)", at)
        #expect(added.status == 0, "\(added.error)")
        #expect(added.error.hasPrefix("\(name) acts as \(name)@acme.test (user_"))
        #expect(added.error.hasSuffix(" in Acme; the key is kept in keys/\(name)\n"))
      }
      #expect(try program.permissions(of: "config/keys/alice") == 0o600)
      #expect(try program.permissions(of: "config/config.toml") == 0o600)

      let list = try await program("profiles", "--format", "csv", variables: at)
      #expect(list.lines.count == 3)
      #expect(list.lines[1].hasPrefix("alice,alice@acme.test,Acme,file "))
      let json = try await program("profiles", "list", "--format", "json", variables: at)
      #expect(json.output.hasPrefix("[{\"profile\":\"alice\",\"email\":\"alice@acme.test\","))

      // The profiles know their server, so the variable is not needed any more.
      let check = try await program("profiles", "check")
      #expect(check.status == 0, "\(check.error)")
      #expect(
        check.lines.map { String($0.prefix(11)) } == ["profile  st", "alice    ok", "bob      ok"])
      #expect(try await program("me", "--profile", "bob").status == 0)

      #expect(try await program("profiles", "remove", "bob").status == 5)
      let removed = try await program("profiles", "remove", "--yes", "bob")
      #expect(removed.status == 0 && !program.exists("config/keys/bob"))
      #expect(try await program("me").output.contains("alice@acme.test"))
      #expect(try await program("profiles", "remove", "--yes", "bob").status == 4)
    }
  }

  @Test func `a key that is somebody else's, is not accepted or is none is not kept`() async throws
  {
    try await Self.use { program, at in
      let other = try await program.shell(
        "\"$SENDAS\" profiles add --email bob@acme.test bob < acme/keys/carol", at)
      #expect(other.status == 4)
      #expect(other.error.contains("This is the key of carol@acme.test (user_"))
      let dead = try await program.shell("echo api_1abc.DeAd | \"$SENDAS\" profiles add bob", at)
      #expect(dead.status == 4)
      #expect(dead.error.contains("does not accept the key api_1abc.*** of bob"))
      let nothing = try await program.shell("\"$SENDAS\" profiles add bob < /dev/null", at)
      #expect(nothing.status == 66)
      let nobody = try await program.shell(
        "\"$SENDAS\" profiles add bob < acme/keys/bob",
        ["SENDAS_BASE_URL": "http://127.0.0.1:\(try FreePort.number())/api/v1"])
      #expect(nobody.status == 69)
      #expect(!program.exists("config/config.toml") && !program.exists("config/keys"))
    }
  }

  @Test(arguments: ["../x", "a/b", "SENDAS_API_KEY", ""])
  func `a name that cannot be one is refused before a key is asked for`(
    _ name: String
  ) async throws {
    try await Program.use { program in
      let outcome = try await TerminalSession.run(
        program, ["profiles", "add", name], [.see("'\(name)' ")])

      #expect(outcome.status == 78, "\(outcome.output)")
      #expect(!outcome.output.contains("API key of"))
    }
  }

  @Test func `two profiles of one person are an error that names both`() async throws {
    try await Self.use { program, at in
      _ = try await program.shell("\"$SENDAS\" profiles add alice < acme/keys/alice", at)
      let second = try await program.shell("\"$SENDAS\" profiles add too < acme/keys/alice", at)
      #expect(second.status == 78)
      #expect(second.error.contains("Profile 'alice' is alice@acme.test"))
      #expect(second.error.contains("'too' would be a second one"))

      let text = try program.read("config/config.toml")
      try program.write(
        text + "[profiles.too]\napi_key_file = \"keys/alice\"\n", to: "config/config.toml")
      let check = try await program("profiles", "check", variables: at)
      #expect(check.status == 78)
      #expect(check.error.contains("profiles 'alice' and 'too' are both alice@acme.test"))
    }
  }

  @Test(arguments: [
    ["profiles", "add", "alice", "api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7p"],
    ["profiles", "add", "api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7p"],
    ["profiles", "add", "alice", "2H3Bt8ktGaQ9kVK45P7j7p"],
    ["me", "--profile", "api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7p"],
    ["me", "--api-key=api_7b8KOSMa0OevK9qJvT6F9s.2H3Bt8ktGaQ9kVK45P7j7p"],
  ])
  func `a key on the command line is refused, not repeated, and it is said how`(
    words: [String]
  ) async throws {
    try await Program.use { program in
      let outcome = try await program.run(Program.path, words)

      #expect(outcome.status == 64)
      #expect(!(outcome.output + outcome.error).contains("2H3Bt8ktGaQ9kVK45P7j7p"))
      #expect(outcome.error.contains("sendas profiles add"))
    }
  }

  @Test func `a key is typed at a prompt that does not show it`() async throws {
    try await Self.use { program, at in
      let key = try program.read("acme/keys/alice").trimmingCharacters(in: .whitespacesAndNewlines)
      let outcome = try await TerminalSession.run(
        program, ["profiles", "add", "alice"],
        [
          .see("API key of alice (not shown): "), .type(key + "\n"),
          .see("alice acts as alice@acme"),
        ],
        at)

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(!outcome.output.contains(key) && !outcome.output.contains(key.suffix(10)))
      #expect(try program.read("config/keys/alice") == key + "\n")

      let removed = try await TerminalSession.run(
        program, ["profiles", "remove", "alice"],
        [.see("config/keys/alice? [y/N] "), .type("y\n"), .see("profile alice is removed")], at)
      #expect(removed.status == 0 && !program.exists("config/keys/alice"))
    }
  }

  @Test func `Ctrl-C at the prompt gives the terminal its voice back`() async throws {
    try await Program.use { program in
      try program.write(
        "#!/bin/sh\ntrap : INT\n\"$SENDAS\" profiles add alice; echo \"status $?\"; stty -a | grep -o ' .\\?echo '\n",
        to: "ask", permissions: 0o755)
      let driver = Program.repository.appendingPathComponent("Tests/sendasTests/terminal.py").path
      let outcome = try await program.run(
        "/usr/bin/env",
        [
          "python3", driver,
          #"[{"see":"(not shown): "},{"type":"api_1.x\u0003"},{"see":"status 130"}]"#,
          "/bin/sh", "-c", "trap : INT; ./ask",
        ])

      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(outcome.output.contains("status 130"))
      #expect(outcome.output.contains(" echo ") && !outcome.output.contains("api_1.x"))
    }
  }

  // MARK: People without a profile

  @Test func `a helper is asked once for a whole script, and preflight names all who are missing`()
    async throws
  {
    try await Self.use { program, at in
      let keys = try ["bob", "carol", "dave"].map { name in
        let key = try program.read("acme/keys/\(name)").trimmingCharacters(in: .newlines)
        return "\"\(name)@acme.test\":{\"api_key\":\"\(key)\"}"
      }
      try program.write(
        "#!/bin/sh\necho asked >> asked\ncat > question\necho '{\"credentials\":{\(keys.joined(separator: ","))}}'\n",
        to: "config/keys-of-all", permissions: 0o755)
      try program.write("credential_helper = [\"./keys-of-all\"]\n", to: "config/config.toml")
      try program.write(
        """
        local people = { "bob@acme.test", "carol@acme.test", "dave@acme.test" }
        batch.each(people, function(email) print(sendas.as(email).me().email) end)
        print(#sendas.preflight(people))
        people[#people + 1] = "zoe@acme.test"
        local ok, err = pcall(sendas.preflight, people)
        print(ok, err.kind, err.message)
        """, to: "all.lua")

      let outcome = try await program(
        "run", "--profile", "bob@acme.test", "all.lua", variables: at)
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.lines[3] == "3")
      #expect(outcome.lines[4].hasPrefix("false\tno_credential\t1 of 4 people have no usable"))
      #expect(outcome.lines[5].contains("the credential helper ./keys-of-all has no key either"))
      // The run's own identity, the three people of the batch, and Zoe.
      let asked = try program.read("config/asked").split(separator: "\n").count
      #expect(asked <= 3)

      let check = try await program(
        "profiles", "check", "carol@acme.test", "zoe@acme.test", "--format", "csv", variables: at)
      #expect(check.status == 4)
      #expect(
        check.lines[1].hasPrefix(
          "carol@acme.test,ok,carol@acme.test,Acme,credential helper ./keys-of-all,user_"))
      let list = try await program("profiles", "list", variables: at)
      #expect(list.error.contains("the credential helper ./keys-of-all is asked"))
    }
  }

  @Test func `what systemd hands over is used, listed, and has to be private`() async throws {
    try await Self.use { program, at in
      let key = try program.read("acme/keys/bob").trimmingCharacters(in: .newlines)
      try program.write(
        "{\"bob@acme.test\":\"\(key)\"}", to: "given/sendas-keys", permissions: 0o600)
      let with = at.merging(["CREDENTIALS_DIRECTORY": program.folder.path + "/given"]) { $1 }

      let me = try await program("me", "--profile", "bob@acme.test", variables: with)
      #expect(me.status == 0 && me.output.contains("bob@acme.test"), "\(me.error)")
      let list = try await program("profiles", "list", "--format", "csv", variables: with)
      #expect(
        list.lines.last?.hasPrefix("bob@acme.test,bob@acme.test,,credentials directory ") == true)

      _ = try await program.run("/bin/chmod", ["644", "given/sendas-keys"])
      let open = try await program("me", "--profile", "bob@acme.test", variables: with)
      #expect(open.status == 4)
      #expect(open.error.contains("chmod 600"))
    }
  }

  @Test(
    arguments: [
      ("exit 1", "ended with status 1"), ("echo junk", "did not print what it has to"),
      ("kill -9 $$", "was ended by signal 9"),
    ])
  func `a helper that fails is a message of its own and no usable credential`(
    script: String, words: String
  ) async throws {
    try await Program.use { program in
      try program.write("#!/bin/sh\n\(script)\n", to: "config/helper", permissions: 0o755)
      try program.write("credential_helper = [\"./helper\"]\n", to: "config/config.toml")

      let outcome = try await program("me", "--profile", "bob@acme.test")

      #expect(outcome.status == 4)
      #expect(outcome.error.contains("The credential_helper (./helper) \(words)"))
    }
  }

  @Test func `an unknown key of the configuration has its line and what was meant`() async throws {
    try await Program.use(files: ["config/config.toml": "\n[profiles.al]\nkeyrng = \"al\"\n"]) {
      program in
      let outcome = try await program("profiles")

      #expect(outcome.status == 78)
      #expect(
        outcome.error.contains(
          "config.toml:3: unknown key 'keyrng' in [profiles.al]. Did you mean 'keyring'?"))
    }
  }
}

extension Program {
  /// Gives a line to a shell.
  func shell(_ line: String, _ variables: [String: String] = [:]) async throws -> Outcome {
    try await run("/bin/sh", ["-c", line], variables)
  }
}
