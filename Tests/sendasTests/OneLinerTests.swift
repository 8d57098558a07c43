import Testing

struct OneLinerTests {
  @Test func `what one command changes the next one sees`() async throws {
    try await Program.use { program in
      let granted = try await program("grant", "--emulator", "grace@acme.test")
      let again = try await program("grant", "--emulator", "grace@acme.test")
      let list = try await program("list", "--emulator", "--format", "csv")
      let revoked = try await program("revoke", "--emulator", "grace@acme.test")
      let nothing = try await program("revoke", "--emulator", "grace@acme.test")

      #expect(granted.status == 0)
      #expect(granted.error == "granted\n")
      #expect(again.error == "already there\n")
      #expect(granted.output == again.output)
      #expect(list.lines[0] == "id,allowing,allowed,allowing_user_id,allowed_user_id")
      #expect(list.lines.contains { $0.contains(",alice@acme.test,grace@acme.test,") })
      #expect(list.lines.count == 7)
      #expect(revoked.lines[1] == "grace@acme.test  revoked")
      #expect(nothing.lines[1] == "grace@acme.test  nothing to revoke")
    }
  }

  @Test func `the emulator begins anew when asked`() async throws {
    try await Program.use { program in
      _ = try await program("grant", "--emulator", "grace@acme.test")
      let list = try await program("list", "--emulator-reset", "--format", "csv")

      #expect(list.lines.count == 6)
    }
  }

  @Test func `me is the one who was asked for, by name, email or id`() async throws {
    try await Program.use { program in
      let me = try await program("me", "--emulator", "--format", "csv")
      let bob = try await program("me", "--emulator", "--profile", "bob", "--format", "csv")
      let id = String(bob.lines[1].prefix { $0 != "," })
      let byID = try await program("me", "--emulator", "--profile", id, "--format", "csv")
      let byEmail = try await program(
        "me", "--emulator", "--profile", "BOB@acme.test", "--format", "csv")

      #expect(me.lines[1].contains(",alice@acme.test,Alice,Anderson,orga_"))
      #expect(bob.lines[1].contains(",bob@acme.test,Bob,Barker,orga_"))
      #expect(byID.output == bob.output)
      #expect(byEmail.output == bob.output)
    }
  }

  @Test func `bulk allows and disallows in one request`() async throws {
    try await Program.use { program in
      let bulk = try await program(
        "bulk", "--emulator", "--allow", "grace@acme.test", "zoe@acme.test", "--disallow",
        "bob@acme.test")
      let run = try await program("runs", "show", "last")

      #expect(bulk.status == 0)
      #expect(bulk.error == "granted 2, revoked 1\n")
      #expect(bulk.lines.count == 7)
      #expect(run.output.contains("done   bulk"))
    }
  }

  @Test func `get shows one association, as JSON too`() async throws {
    try await Program.use { program in
      let list = try await program("list", "--emulator", "--format", "csv")
      let id = String(list.lines[1].prefix { $0 != "," })
      let get = try await program("get", "--emulator", id, "--format", "json")

      #expect(get.status == 0)
      #expect(get.output.hasPrefix("[{\"id\":\"\(id)\",\"allowing\":\"alice@acme.test\""))
    }
  }

  @Test func `a change is given its reason, and refuses what looks like a key`() async throws {
    try await Program.use { program in
      let granted = try await program(
        "grant", "--emulator", "--reason", "ticket 7", "grace@acme.test")
      let shown = try await program("runs", "show", "last")
      let bulk = try await program(
        "bulk", "--emulator", "--max-revokes", "0", "--disallow", "bob@acme.test")
      let key = try await program(
        "grant", "--emulator", "--reason", "api_1234567.abcdefghijklmnop", "grace@acme.test")

      #expect(granted.status == 0)
      #expect(shown.output.contains("reason    ticket 7"))
      #expect(bulk.status == 5)
      #expect(bulk.error.contains("--max-revokes 0"))
      #expect(key.status == 64)
      #expect(try await program("runs").lines.count == 3)
    }
  }

  @Test func `an unknown person is named, with the nearest one`() async throws {
    try await Program.use { program in
      let outcome = try await program("grant", "--emulator", "grcae@acme.test")

      #expect(outcome.status == 1)
      #expect(
        outcome.error == "sendas: nobody in the organization has the email or id 'grcae@acme.test'"
          + " (did you mean 'grace@acme.test'?)\n")
      #expect(outcome.output == "")
    }
  }

  @Test func `one person on both sides of a bulk is wrong usage, and named`() async throws {
    try await Program.use { program in
      let outcome = try await program(
        "bulk", "--emulator", "--allow", "grace@acme.test", "bob@acme.test", "--disallow",
        "BOB@acme.test")

      #expect(outcome.status == 64)
      #expect(outcome.error.hasPrefix("sendas: bob@acme.test: the same person cannot be both"))
    }
  }

  @Test func `somebody else's association is answered with the command that would do it`()
    async throws
  {
    try await Program.use { program in
      let bobs = try await program("list", "--emulator", "--profile", "bob", "--format", "csv")
      let hidden = String(bobs.lines[1].prefix { $0 != "," })
      let get = try await program("get", "--emulator", hidden)
      let nothing = try await program("revoke", "--emulator", hidden)
      let granted = try await program(
        "grant", "--emulator", "--profile", "bob", "--format", "csv", "alice@acme.test")
      let mine = String(granted.lines[1].prefix { $0 != "," })
      let revoke = try await program("revoke", "--emulator", mine)

      #expect(get.status == 1)
      #expect(get.error.contains("alice@acme.test has no association \(hidden)"))
      #expect(get.error.hasSuffix("sendas get --profile WHO \(hidden)\n"))
      #expect(nothing.status == 0)
      #expect(nothing.error.hasSuffix("sendas revoke --profile WHO \(hidden)\n"))
      #expect(revoke.status == 5)
      #expect(revoke.error.contains("was granted by bob@acme.test, and only they can take it back"))
      #expect(revoke.error.hasSuffix("sendas revoke --profile bob@acme.test \(mine)\n"))
      #expect(try await program("get", "--emulator", mine).status == 0)
    }
  }
}
