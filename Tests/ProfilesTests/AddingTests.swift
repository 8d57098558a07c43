import CloseAPI
import Foundation
import TestFixtures
import Testing

@testable import Profiles

@Suite struct AddingTests {
  @Test func `a key is kept privately, and the profile is bound to its person`() async throws {
    try await Acme.use { acme in
      try acme.folder.write("# ours\nprotected = [\"ceo@acme.test\"]\n", to: "config.toml")
      try await acme.add("alice")

      let store = try acme.folder.store()
      let profile = try #require(store.profile(named: "alice"))
      #expect(profile.email == "alice@acme.test")
      #expect(profile.userID?.hasPrefix("user_") == true)
      #expect(profile.organizationID?.hasPrefix("orga_") == true)
      #expect(profile.baseURL == acme.baseURL)
      #expect(
        try acme.folder.text(of: "config.toml").hasPrefix(
          "# ours\nprotected = [\"ceo@acme.test\"]\n\n[profiles.alice]\napi_key_file"))
      #expect(try await store.credential(of: profile) == Credential(apiKey: acme.key(of: "alice")))
      #expect(try acme.folder.permissions(of: "keys") == 0o700)
      for file in ["keys/alice", "config.toml"] {
        #expect(try acme.folder.permissions(of: file) == 0o600)
      }
    }
  }

  @Test(arguments: [
    ("bob", "carol", "is the key of carol@acme.test"),
    ("bob@acme.test", "carol", "is the key of carol@acme.test"),
    ("second", "alice", "Profile 'alice' is alice@acme.test in this organization already"),
    ("mine", "alice", "'mine' would be a second one"),
    ("command", "bob", "has another source already (command pass)"),
    ("a/b", "bob", "cannot be a profile's name"),
    ("SENDAS_API_KEY", "bob", "is the name of the key in the environment"),
  ])
  func `what cannot be added leaves everything as it was`(
    name: String, owner: String, words: String
  ) async throws {
    try await Acme.use { acme in
      try acme.folder.write(
        """
        [profiles.command]
        api_key_command = ["pass", "show", "x"]
        email = "nobody@acme.test"
        [profiles.bob]
        api_key_file = "keys/bob"
        email = "bob@acme.test"
        """, to: "config.toml")
      try await acme.add("alice")
      let before = try acme.folder.text(of: "config.toml")

      let error = await #expect(throws: ProfileError.self) {
        try await acme.add(name, keyOf: owner)
      }

      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
      #expect(try acme.folder.text(of: "config.toml") == before)
      #expect(try acme.folder.names(in: "keys") == ["alice"])
    }
  }

  @Test func `a key that Close does not accept is not kept`() async throws {
    try await Acme.use { acme in
      let error = await #expect(throws: CloseError.self) {
        _ = try await acme.folder.store().add(
          "alice", apiKey: "api_1abc.SeCrEtSeCrEt", over: acme.transport)
      }

      #expect(error?.kind == .unauthorized)
      #expect(!acme.folder.exists("config.toml") && !acme.folder.exists("keys"))
    }
  }

  @Test func `a profile gets another key of the same person, and may become the default`()
    async throws
  {
    try await Acme.use { acme in
      try acme.folder.write(
        "[profiles.alice] # me\napi_key_file = \"keys/alice\"\nemail = \"ALICE@acme.test\" # hi\n",
        to: "config.toml")
      try acme.folder.write("api_1abc.OlDkEy\n", to: "keys/alice")

      _ = try await acme.folder.store().add(
        "alice", apiKey: acme.key(of: "alice") + "\n", isDefault: true, over: acme.transport)

      #expect(try acme.folder.text(of: "keys/alice") == acme.key(of: "alice") + "\n")
      let text = try acme.folder.text(of: "config.toml")
      #expect(text.hasPrefix("default = \"alice\"\n\n[profiles.alice] # me\n"))
      #expect(text.contains("email = \"alice@acme.test\"  # hi\n"))
    }
  }

  @Test func `the person behind an unbound profile is found out before a second is added`()
    async throws
  {
    try await Acme.use { acme in
      try acme.folder.write(
        "[profiles.a]\napi_key_file = \"k\"\nemail = \"alice@acme.test\"\n", to: "config.toml")
      try acme.folder.write(acme.key(of: "alice"), to: "k")

      let error = await #expect(throws: ProfileError.self) { try await acme.add("alice") }

      #expect(error?.kind == .configuration)
      #expect(error?.message.contains("Profile 'a' is alice@acme.test") == true)
    }
  }

  @Test func `a key may go into the keyring, and away from it`() async throws {
    try await Acme.use { acme in
      try acme.folder.write(
        "#!/bin/sh\necho \"$*\" >> words\n[ \"$1\" != store ] || cat > stored\n[ \"$1\" != lookup ] || cat stored\n",
        to: "bin/secret-tool", permissions: 0o700)
      let path = ["PATH": acme.folder.path + "/bin:/usr/bin:/bin"]

      _ = try await acme.folder.store(path).add(
        "alice", apiKey: acme.key(of: "alice"), keptIn: .keyring, over: acme.transport)

      let store = try acme.folder.store(path)
      let profile = try #require(store.profile(named: "alice"))
      #expect(profile.source == .keyring("alice"))
      #expect(try await store.credential(of: profile) == Credential(apiKey: acme.key(of: "alice")))
      #expect(try await store.remove("alice").isEmpty)
      #expect(try acme.folder.text(of: "words").hasSuffix("clear service sendas profile alice\n"))
      #expect(!acme.folder.exists("keys"))
    }
  }

  @Test func `many may be added at once, and a configuration behind a link stays there`()
    async throws
  {
    try await Acme.use { acme in
      try acme.folder.write("# elsewhere\n", to: "dotfiles/config.toml")
      try FileManager.default.createSymbolicLink(
        atPath: acme.folder.path + "/config.toml", withDestinationPath: "dotfiles/config.toml")

      try await withThrowingTaskGroup(of: Void.self) { group in
        for name in ["alice", "bob", "carol", "dave", "eve"] {
          group.addTask { try await acme.add(name) }
        }
        try await group.waitForAll()
      }

      #expect(
        try acme.folder.store().profiles.map(\.name) == ["alice", "bob", "carol", "dave", "eve"])
      #expect(try acme.folder.text(of: "dotfiles/config.toml").hasPrefix("# elsewhere\n"))
    }
  }

  @Test func `with a profile its key goes, the default too, and nothing of others`() async throws {
    try await Acme.use { acme in
      try await acme.add("alice")
      _ = try await acme.folder.store().add(
        "bob", apiKey: acme.key(of: "bob"), isDefault: true, over: acme.transport)

      #expect(try await acme.folder.store().remove("bob").isEmpty)

      let store = try acme.folder.store()
      #expect(store.profiles.map(\.name) == ["alice"] && store.defaultName == nil)
      #expect(try acme.folder.names(in: "keys") == ["alice"])
      #expect(await store.knownPeople.everybody["bob"] == nil)
      let error = await #expect(throws: ProfileError.self) { try await store.remove("alcie") }
      #expect(error?.message.contains("Did you mean 'alice'?") == true)
    }
  }

  @Test func `a key file outside of the folder stays, and it is said so`() async throws {
    let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
    let key = try other.write("api_1.k", to: "key")
    let store = try folder.store(configuration: "[profiles.al]\napi_key_file = \"\(key)\"\n")

    #expect(try await store.remove("al") == ["its key file \(key) stays"])
    #expect(other.exists("key"))
  }
}
