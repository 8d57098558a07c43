import CloseAPI
import Foundation
import Profiles
import TestFixtures
import Testing

@Suite struct WritingTests {
  let folder: TemporaryFolder
  let people = [
    PersonToConfigure(name: "zoe", apiKey: "api_2.SeCrEtZoe"),
    PersonToConfigure(
      name: "ann@acme.test", apiKey: "api_1.SeCrEtAnn", email: "ann@acme.test", userID: "user_1",
      baseURL: "http://127.0.0.1:8080/api/v1"),
  ]

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `what is written is a configuration, with its keys beside it`() async throws {
    try ProfileStore.writeConfiguration(for: people, defaultName: "zoe", in: folder.path)

    #expect(
      try folder.text(of: "config.toml") == """
        # Written by sendas; it will be overwritten.
        default = "zoe"

        [profiles."ann@acme.test"]
        api_key_file = "keys/ann@acme.test"
        email = "ann@acme.test"
        user_id = "user_1"
        base_url = "http://127.0.0.1:8080/api/v1"

        [profiles."zoe"]
        api_key_file = "keys/zoe"

        """)
    let store = try folder.store()
    let keys = try await [
      store.credential(of: store.profiles[0]), store.credential(of: store.profiles[1]),
    ]
    #expect(
      try keys == [Credential(apiKey: "api_1.SeCrEtAnn"), Credential(apiKey: "api_2.SeCrEtZoe")])
  }

  @Test func `everything that is written is private`() throws {
    let path = folder.path + "/new/folder"

    try ProfileStore.writeConfiguration(for: people, in: path)

    for name in ["new", "new/folder", "new/folder/keys"] {
      #expect(try folder.permissions(of: name) == 0o700)
    }
    for name in ["config.toml", "keys/zoe", "keys/ann@acme.test"] {
      #expect(try folder.permissions(of: "new/folder/" + name) == 0o600)
    }
  }

  @Test func `its own configuration is replaced, a person's is left alone`() throws {
    try ProfileStore.writeConfiguration(for: people, in: folder.path)
    try ProfileStore.writeConfiguration(for: [people[0]], in: folder.path)
    #expect(try folder.store().profiles.map(\.name) == ["zoe"])
    try folder.write("default = \"me\"\n", to: "config.toml")

    let error = #expect(throws: ProfileError.self) {
      try ProfileStore.writeConfiguration(for: people, in: folder.path)
    }

    #expect(error?.kind == .configuration)
    #expect(try folder.text(of: "config.toml") == "default = \"me\"\n")
  }

  @Test(arguments: ["", ".", "..", ".hidden", "a/b", "a\nb", "twin"])
  func `a name that cannot name one file is refused`(name: String) throws {
    let people = [
      PersonToConfigure(name: name, apiKey: "k1"), PersonToConfigure(name: "twin", apiKey: "k2"),
    ]

    let error = #expect(throws: ProfileError.self) {
      try ProfileStore.writeConfiguration(for: people, in: folder.path)
    }

    #expect(error?.kind == .configuration)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `odd letters survive`() throws {
    let odd = PersonToConfigure(name: #"Zoë "Z" \ é"#, apiKey: "k", email: "a\tb\u{7F}@x")

    try ProfileStore.writeConfiguration(for: [odd], in: folder.path)

    let profile = try #require(try folder.store().profiles.first)
    #expect(profile.name == odd.name)
    #expect(profile.email == odd.email)
  }

  @Test func `a person to configure is described without the key`() {
    var dumped = ""
    dump(people[0], to: &dumped)

    #expect("\(people[0])" == "zoe (key hidden)")
    #expect(!(dumped + String(reflecting: people[0])).contains("SeCrEt"))
  }
}
