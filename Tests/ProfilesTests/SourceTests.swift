import CloseAPI
import TestFixtures
import Testing

@testable import Profiles

/// The sources beside files and commands: keyring, helper, and what systemd hands over.
@Suite struct SourceTests {
  let folder: TemporaryFolder
  let secret = "api_1abc.SeCrEtSeCrEt"

  init() throws { folder = try TemporaryFolder() }

  /// A store that finds this program as `secret-tool`, and nothing else but the system's programs.
  private func store(secretTool script: String) throws -> ProfileStore {
    try folder.write("#!/bin/sh\n" + script, to: "bin/secret-tool", permissions: 0o700)
    return try folder.store(["PATH": folder.path + "/bin:/usr/bin:/bin"])
  }

  private let ann = Profile(name: "ann", source: .keyring("ann"))

  @Test func `the keyring's entry is asked for by name`() async throws {
    let store = try store(
      secretTool: #"[ "$*" = "lookup service sendas profile ann" ] && echo "\#(secret)""#)

    #expect(try await store.credential(of: ann) == Credential(apiKey: secret))
  }

  @Test func `a key goes into the keyring by standard input and never as a word`() async throws {
    let store = try store(secretTool: #"echo "$*" > words; cat > stored"#)

    try await store.keyring.store(secret, named: "ann", clock: ContinuousClock())

    #expect(try folder.text(of: "stored") == secret)
    #expect(
      try folder.text(of: "words") == "store --label=sendas: ann service sendas profile ann\n")
  }

  @Test(arguments: [
    ("exit 1", "has no key 'ann' for profile 'ann', or is locked"),
    ("kill -9 $$", "was ended by signal 9"),
    ("exec sleep 600", "took longer than 2 seconds and was stopped"),
    ("echo a b", "holds no usable key"),
  ])
  func `a keyring that does not answer is an error and nothing else is tried`(
    script: String, words: String
  ) async throws {
    let store = try store(secretTool: script)

    let error = await #expect(throws: ProfileError.self) {
      if script.contains("sleep") {
        _ = try await store.credential(of: ann, clock: JumpingClock())
      } else {
        _ = try await store.credential(of: ann)
      }
    }

    #expect(error?.kind == .noCredential)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test func `without secret-tool the error says what to install`() async throws {
    let store = try folder.store(["PATH": folder.path + "/bin"])

    let error = await #expect(throws: ProfileError.self) { try await store.credential(of: ann) }

    #expect(error?.message.contains("Install libsecret-tools") == true)
  }

  // MARK: People without a profile

  private func store(helper script: String, directory: Bool = false) throws -> ProfileStore {
    try folder.write("#!/bin/sh\n" + script, to: "helper", permissions: 0o700)
    try folder.write("credential_helper = [\"./helper\", \"get\"]\n", to: "config.toml")
    return try folder.store(directory ? ["CREDENTIALS_DIRECTORY": folder.path + "/given"] : [:])
  }

  @Test func `the helper is asked once for many, and systemd's file for those it does not know`()
    async throws
  {
    try folder.write(
      #"{"cy@acme.test":"api_3.cc","bo@acme.test":"api_9.zz"}"#, to: "given/sendas-keys")
    let store = try store(
      helper: """
        echo asked >> asked
        cat > question
        echo '{"credentials":{"al@acme.test":{"api_key":"api_1.aa"},"bo@acme.test":{"api_key":"api_2.bb"}}}'
        """, directory: true)

    let found = try await store.credentials(
      ofStrangers: ["al@acme.test", "BO@acme.test", "cy@acme.test", "di@acme.test"])

    #expect(
      found.mapValues(\.credential.name) == [
        "al@acme.test": "api_1", "BO@acme.test": "api_2", "cy@acme.test": "api_3",
      ])
    #expect(found["al@acme.test"]?.source == .helper(["./helper", "get"]))
    #expect(found["cy@acme.test"]?.source == .credentialsDirectory(folder.path + "/given"))
    #expect(try folder.text(of: "asked") == "asked\n")
    #expect(
      try folder.text(of: "question")
        == #"{"version":1,"identities":["al@acme.test","BO@acme.test","cy@acme.test","di@acme.test"]}"#
        + "\n")
  }

  @Test(arguments: [
    ("exit 1", "ended with status 1"), ("echo junk SeCrEt", "did not print what it has to"),
    ("echo '{}'", "did not print what it has to"),
    ("exec sleep 600", "took longer than 60 seconds"),
    (#"echo '{"credentials":{"al":{"key":"SeCrEt"}}}'"#, "gives no usable key for al"),
  ])
  func `a helper that fails is an error that repeats nothing of what it printed`(
    script: String, words: String
  ) async throws {
    let store = try store(helper: script)

    let error = await #expect(throws: ProfileError.self) {
      if script.contains("sleep") {
        _ = try await store.credentials(ofStrangers: ["al"], clock: JumpingClock())
      } else {
        _ = try await store.credentials(ofStrangers: ["al"])
      }
    }

    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("SeCrEt") == false)
  }

  @Test func `systemd's file has to be private, and may be missing`() async throws {
    let given = ["CREDENTIALS_DIRECTORY": folder.path + "/given"]
    #expect(try await folder.store(given).credentials(ofStrangers: ["al"]).isEmpty)

    try folder.write(#"{"al":"api_1.aa"}"#, to: "given/sendas-keys", permissions: 0o644)
    let error = await #expect(throws: ProfileError.self) {
      try await folder.store(given).credentials(ofStrangers: ["al"])
    }
    #expect(error?.message.contains("is not private (mode 644)") == true)
    #expect(error?.message.contains("chmod 600 ") == true)
  }
}
