import CloseAPI
import TestFixtures
import Testing

@testable import Profiles

@Suite struct KeyCommandTests {
  let folder: TemporaryFolder
  let key: Credential
  let secret = "api_1abc.SeCrEtSeCrEt"

  init() throws {
    folder = try TemporaryFolder()
    key = try Credential(apiKey: secret)
  }

  @Test func `a command's output is the key`() async throws {
    #expect(try await credential(["echo", secret]) == key)
  }

  @Test func `words are passed on as they are, without a shell`() async throws {
    #expect(try await credential(["printf", "%s", "$HOME;~*"]) == Credential(apiKey: "$HOME;~*"))
  }

  @Test func `a relative path starts at the configuration folder, and so does the command`()
    async throws
  {
    try folder.write("#!/bin/sh\ncat ./stored\n", to: "tools/key", permissions: 0o700)
    try folder.write(secret, to: "stored")

    #expect(try await credential(["./tools/key"]) == key)
  }

  @Test func `the command gets the environment, but nobody else's key`() async throws {
    let script = #"echo "${SENDAS_API_KEY-unset},$FAVOURITE""#
    let environment = ["SENDAS_API_KEY": secret, "FAVOURITE": "blue"]

    let credential = try await credential(["sh", "-c", script], environment)

    #expect(try credential == Credential(apiKey: "unset,blue"))
  }

  @Test func `the command has nothing to read from`() async throws {
    #expect(try await credential(["sh", "-c", "cat; echo \(secret)"]) == key)
  }

  @Test(arguments: [
    (["sh", "-c", "echo SeCrEt >&2; exit 3"], "ended with status 3. Run it by hand to see why."),
    (["sh", "-c", "echo SeCrEt; kill -9 $$"], "was ended by signal 9. Run it by hand"),
    (["no-such-program-here", "SeCrEt"], "is not there. No shell looks for it"),
    (["/no/such/program", "SeCrEt"], "is not there. No shell looks for it"),
    (["~/bin/key", "SeCrEt"], "is not there. No shell looks for it"),
    (["head", "-c", "5000", "/dev/zero"], "printed more than 4096 bytes"),
    (["true", "SeCrEt"], "holds nothing. It has to print the key and nothing else."),
    (["echo", "SeCrEt SeCrEt"], "holds no usable key."),
    (["printf", #"\377SeCrEt"#], "holds no text."),
  ])
  func `a failure names the program and repeats nothing else`(
    words: [String], problem: String
  ) async throws {
    let error = await #expect(throws: ProfileError.self) { try await credential(words) }

    #expect(error?.kind == .noCredential)
    #expect(error?.message.contains("api_key_command (\(words[0])) of profile 'alice'") == true)
    #expect(error?.message.contains(problem) == true)
    #expect(error.map { String(reflecting: $0) }?.contains("SeCrEt") == false)
  }

  @Test func `a command that hangs is killed after thirty seconds`() async throws {
    let profile = Profile(name: "alice", source: .apiKeyCommand(["sleep", "600"]))
    let store = try folder.store()

    let error = await #expect(throws: ProfileError.self) {
      try await store.credential(of: profile, clock: JumpingClock())
    }

    #expect(
      error?.message == "The api_key_command (sleep) of profile 'alice' took longer than 30 "
        + "seconds and was stopped. Run it by hand to see why. If it needs more time, set "
        + "command_timeout in the configuration.")
  }

  @Test func `a cancelled task gets no credential`() async throws {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await credential(["sleep", "600"])
    }

    await #expect(throws: CancellationError.self) { try await task.value }
  }

  private func credential(
    _ words: [String], _ environment: [String: String] = [:]
  ) async throws -> Credential {
    let profile = Profile(name: "alice", source: .apiKeyCommand(words))
    return try await folder.store(environment).credential(of: profile)
  }
}
