import CloseAPI
import Profiles
import TestFixtures
import Testing

@Suite struct StartingIdentityTests {
  let folder: TemporaryFolder
  let alice = "[profiles.alice]\napi_key_file = \"/a\"\n"
  let bob = "[profiles.bob]\napi_key_file = \"/b\"\n"

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(
    arguments: [
      (["SENDAS_PROFILE": "bob", "SENDAS_API_KEY": "k"], "alice", "alice"),
      (["SENDAS_PROFILE": "bob", "SENDAS_API_KEY": "k"], nil, "bob"),
      (["SENDAS_API_KEY": "k"], nil, "SENDAS_API_KEY"),
      (["SENDAS_API_KEY": "", "SENDAS_PROFILE": ""], nil, "alice"),
    ] as [([String: String], String?, String)])
  func `the nearest wish wins`(
    environment: [String: String], asked: String?, name: String
  ) throws {
    try folder.write("default = \"alice\"\n" + alice + bob, to: "config.toml")
    let store = try folder.store(environment)

    guard case .profile(let profile) = try store.startingIdentity(asked: asked) else {
      Issue.record("words were left to be resolved")
      return
    }
    #expect(profile.name == name)
  }

  @Test func `words that name no profile are left to be resolved`() throws {
    let store = try folder.store(configuration: alice)

    #expect(try store.startingIdentity(asked: "bob@acme.test") == .words("bob@acme.test"))
  }

  @Test func `the only profile needs no wish`() throws {
    let store = try folder.store(configuration: alice)

    #expect(try store.startingIdentity(asked: nil) == .profile(store.profiles[0]))
  }

  @Test func `several profiles without a default are listed`() throws {
    let store = try folder.store(configuration: bob + alice)

    let error = #expect(throws: ProfileError.self) { try store.startingIdentity(asked: nil) }

    #expect(error?.kind == .noCredential)
    #expect(
      error?.message == "Several profiles are configured: alice, bob. Choose one with --profile or "
        + "SENDAS_PROFILE, or set default in \(folder.path)/config.toml.")
  }

  @Test func `nothing configured says how to begin`() throws {
    let store = try folder.store()

    let error = #expect(throws: ProfileError.self) { try store.startingIdentity(asked: nil) }

    #expect(error?.kind == .noCredential)
    #expect(
      error?.message == "No profile is configured in \(folder.path)/config.toml, and "
        + "SENDAS_API_KEY is not set. Add one with 'sendas profiles add NAME', or try the command "
        + "with --emulator.")
  }

  @Test func `where a helper knows the keys, it is said that somebody has to be named`() throws {
    let store = try folder.store(configuration: "credential_helper = [\"./keys\"]\n")
    let error = #expect(throws: ProfileError.self) { try store.startingIdentity(asked: nil) }

    #expect(error?.kind == .noCredential)
    #expect(error?.message.contains("Say whom to act as, with --profile") == true)
    #expect(try store.startingIdentity(asked: "al@acme.test") == .words("al@acme.test"))
  }

  @Test func `the key of the environment is a credential`() async throws {
    let store = try folder.store(["SENDAS_API_KEY": "api_1abc.SeCrEtSeCrEt\n"])

    guard case .profile(let profile) = try store.startingIdentity(asked: nil) else {
      Issue.record("words were left to be resolved")
      return
    }
    let credential = try await store.credential(of: profile)

    #expect(try credential == Credential(apiKey: "api_1abc.SeCrEtSeCrEt"))
  }
}

@Suite struct FoldersTests {
  @Test(arguments: [
    (["HOME": "/home/ann"], "/home/ann/.config/sendas", "/home/ann/.local/state/sendas"),
    (
      ["HOME": "/home/ann", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"], "/c/sendas",
      "/s/sendas"
    ),
    (
      ["HOME": "/home/ann", "XDG_CONFIG_HOME": "relative", "XDG_STATE_HOME": ""],
      "/home/ann/.config/sendas", "/home/ann/.local/state/sendas"
    ),
    (
      ["XDG_CONFIG_HOME": "/c", "SENDAS_CONFIG_DIR": "/own", "SENDAS_STATE_DIR": "/state/"],
      "/own", "/state"
    ),
    (["HOME": "/"], "/.config/sendas", "/.local/state/sendas"),
  ])
  func `the nearest variable says where things are`(
    environment: [String: String], configuration: String, state: String
  ) {
    let folders = ProfileStore.folders(environment: environment)

    #expect(folders.configuration == configuration)
    #expect(folders.state == state)
  }
}
