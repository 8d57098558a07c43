import CloseAPI
import Foundation
import TestFixtures
import Testing

@testable import Profiles

@Suite struct KeyFileTests {
  let folder: TemporaryFolder
  let key: Credential
  let secret = "api_1abc.SeCrEtSeCrEt"

  init() throws {
    folder = try TemporaryFolder()
    key = try Credential(apiKey: secret)
  }

  @Test(arguments: ["", "\n", "\r\n", "\n\n", " \n"])
  func `a key is read without what ends its line`(ending: String) async throws {
    #expect(try await credential(content: secret + ending) == key)
  }

  @Test func `a file that is missing says what to make`() async throws {
    let error = await refusal(of: folder.path + "/missing")

    #expect(
      error?.message == "The key file \(folder.path)/missing of profile 'alice' is not there. "
        + "Make it (chmod 600) and put the key into it, or correct api_key_file.")
  }

  @Test(arguments: [0o644, 0o666, 0o604, 0o660] as [mode_t])
  func `a file that others may touch is refused with the remedy`(mode: mode_t) async throws {
    let file = try folder.write(secret, to: "my key", permissions: mode)

    let error = await refusal(of: file)

    let octal = String(mode, radix: 8)
    #expect(
      error?.message == "The key file \(file) of profile 'alice' is not private (mode \(octal)), "
        + "so its key is not used. Run: chmod 600 '\(file)'")
  }

  @Test func `a symbolic link is refused`() async throws {
    let file = try folder.write(secret, to: "key")
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)

    #expect(await refusal(of: link)?.message.contains("is a symbolic link") == true)
  }

  @Test func `a folder and a pipe are refused`() async throws {
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)

    for path in [folder.path, pipe] {
      #expect(await refusal(of: path)?.message.contains("is not a regular file") == true)
    }
  }

  @Test(arguments: [
    ("", "holds nothing"), ("\n \n", "holds nothing"), ("\u{FF}\u{0}", "holds no usable key"),
    ("api_1abc.SeCrEt SeCrEt", "holds no usable key"),
    ("api_1abc.SeCrEt\napi_2.SeCrEt", "holds no usable key"),
    (String(repeating: "SeCrEt", count: 1000), "is larger than 4096 bytes"),
  ])
  func `a file without one key is refused and not repeated`(
    content: String, problem: String
  ) async throws {
    let error = await refusal(of: try folder.write(content, to: "key"))

    #expect(error?.message.contains(problem) == true)
    #expect(error.map { String(reflecting: $0) }?.contains("SeCrEt") == false)
  }

  @Test func `bytes that are no text are refused`() async throws {
    let file = try folder.write("", to: "key")
    try Data([0x61, 0xFF, 0x62]).write(to: URL(fileURLWithPath: file))
    #expect(chmod(file, 0o600) == 0)

    #expect(await refusal(of: file)?.message.contains("holds no text") == true)
  }

  private func credential(content: String) async throws -> Credential {
    let profile = Profile(
      name: "alice", source: .apiKeyFile(try folder.write(content, to: "key")))
    return try await folder.store().credential(of: profile)
  }

  private func refusal(of path: String) async -> ProfileError? {
    let error = await #expect(throws: ProfileError.self) {
      try await folder.store().credential(of: Profile(name: "alice", source: .apiKeyFile(path)))
    }
    #expect(error?.kind == .noCredential)
    return error
  }
}

@Suite struct FileOwnershipTests {
  @Test(
    arguments: [
      // owner, mode, private to user 1000
      (1000, 0o600, true), (1000, 0o400, true), (1000, 0o700, true), (1000, 0o640, false),
      (1000, 0o601, false), (1000, 0o620, false), (0, 0o600, true), (0, 0o640, true),
      (0, 0o440, true), (0, 0o644, false), (0, 0o660, false), (0, 0o650, false),
      (1001, 0o600, false), (1001, 0o400, false),
    ] as [(UInt32, UInt32, Bool)])
  func `a secret's file belongs to its user alone, or to root`(
    owner: UInt32, permissions: UInt32, isPrivate: Bool
  ) {
    let ownership = FileOwnership(owner: owner, permissions: permissions)

    #expect(ownership.isPrivate(to: 1000) == isPrivate)
  }

  @Test(
    arguments: [
      (1000, "Run: chmod 600 /k"), (0, "Let an administrator run: chmod 640 /k"),
      (7, "It belongs to another user (uid 7); use a file of your own."),
    ] as [(UInt32, String)])
  func `the remedy fits the owner`(owner: UInt32, remedy: String) {
    let ownership = FileOwnership(owner: owner, permissions: 0o666)

    #expect(ownership.remedy(path: "/k", user: 1000) == remedy)
  }

  @Test(arguments: [
    ("/a/b-c_1.key", "/a/b-c_1.key"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
  ])
  func `a path can be pasted into a shell`(word: String, quoted: String) {
    #expect(ShellWord.quoted(word) == quoted)
  }
}
