import Profiles
import TestFixtures
import Testing

@Suite struct ConfigurationTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `a configuration reads as it is written`() throws {
    let store = try folder.store(
      configuration: """
        default = "alice"
        protected = ["ceo@acme.test", "user_9"]
        ca_file = "~/ca.pem"

        [profiles.bob]
        api_key_command = ["pass", "show", "close/bob"]

        [profiles.alice]
        api_key_file = "keys/alice"
        email = "Alice@acme.test"
        user_id = "user_1"
        base_url = "http://127.0.0.1:8080/api/v1/"
        ca_file = "alice.pem"

        [profiles."carol@acme.test"]
        api_key_file = "~/close/carol.key"

        [profiles.dan]
        api_key_file = "/run/keys/dan"
        """)

    #expect(
      store.profiles == [
        Profile(
          name: "alice", source: .apiKeyFile(folder.path + "/keys/alice"),
          email: "Alice@acme.test", userID: "user_1", baseURL: "http://127.0.0.1:8080/api/v1",
          caFile: folder.path + "/alice.pem"),
        Profile(name: "bob", source: .apiKeyCommand(["pass", "show", "close/bob"])),
        Profile(name: "carol@acme.test", source: .apiKeyFile("/home/ann/close/carol.key")),
        Profile(name: "dan", source: .apiKeyFile("/run/keys/dan")),
      ])
    #expect(store.defaultName == "alice")
    #expect(store.protectedPeople == ["ceo@acme.test", "user_9"])
    #expect(store.caFile == "/home/ann/ca.pem")
    #expect(store.configurationFile == folder.path + "/config.toml")
  }

  @Test func `no file means no profiles`() throws {
    let store = try folder.store()

    #expect(store.profiles.isEmpty)
    #expect(store.defaultName == nil)
    #expect(store.protectedPeople.isEmpty)
  }

  @Test func `an empty file means no profiles`() throws {
    #expect(try folder.store(configuration: "").profiles.isEmpty)
  }

  @Test func `profiles are found by name, email and user id`() throws {
    let store = try folder.store(
      configuration: """
        [profiles.alice]
        api_key_file = "a"
        email = "Alice@acme.test"
        [profiles.alice2]
        api_key_file = "b"
        email = "alice@ACME.test"
        user_id = "user_1"
        """)

    #expect(store.profile(named: "alice")?.email == "Alice@acme.test")
    #expect(store.profile(named: "Alice") == nil)
    #expect(store.profiles(claiming: "alice@acme.test").map(\.name) == ["alice", "alice2"])
    #expect(store.profiles(claiming: "user_1").map(\.name) == ["alice2"])
    #expect(store.profiles(claiming: "nobody").isEmpty)
  }

  @Test(arguments: ConfigurationMistake.all)
  func `a mistake is named with its line and what to do`(mistake: ConfigurationMistake) throws {
    let error = #expect(throws: ProfileError.self) {
      try folder.store(configuration: mistake.text)
    }

    #expect(error?.kind == .configuration)
    #expect(error?.message == folder.path + "/config.toml:" + mistake.message)
  }

  @Test func `broken TOML is named with its line`() throws {
    let error = #expect(throws: ProfileError.self) {
      try folder.store(configuration: "default = \"a\"\n[profiles.a\napi_key_file = \"b\"\n")
    }

    #expect(error?.kind == .configuration)
    #expect(error?.message.hasPrefix(folder.path + "/config.toml:2: ") == true)
  }

  @Test(arguments: [
    "[profiles.a]\napi_key = \"api_1abc.SeCrEtSeCrEt\"",
    "[profiles.a]\napi_key_file = api_1abc.SeCrEtSeCrEt",
    "[profiles.a]\napi_1abc.SeCrEtSeCrEt",
    "api_1abc.SeCrEtSeCrEt = \"x\"",
    "default = \"api_1abc.SeCrEtSeCrEt\"",
    "[profiles.a]\napi_key_file = \"k\"\nbase_url = \"https://u:SeCrEtSeCrEt@close.com\"",
  ])
  func `a key in the configuration is not repeated by the error`(text: String) throws {
    let error = #expect(throws: ProfileError.self) { try folder.store(configuration: text) }

    #expect(error?.kind == .configuration)
    #expect(
      error.map { "\($0) \($0.message) \(String(reflecting: $0))" }?.contains("SeCrEt") == false)
  }

  @Test func `a configuration that is a folder cannot be read`() throws {
    try folder.write("", to: "config.toml/inside")

    let error = #expect(throws: ProfileError.self) { try folder.store() }

    #expect(error?.kind == .configuration)
    #expect(error?.message.hasPrefix(folder.path + "/config.toml: cannot be read") == true)
  }
}
