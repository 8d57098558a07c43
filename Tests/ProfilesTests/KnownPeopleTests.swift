import CloseAPI
import Foundation
import Profiles
import TestFixtures
import Testing

@Suite struct KnownPeopleTests {
  let folder: TemporaryFolder
  let alice: KnownPerson
  private static let key = "api_1abc.first"
  private static let seenAt = Date(timeIntervalSince1970: 1_795_444_959)

  init() throws {
    folder = try TemporaryFolder()
    let me = Me(
      user: User(id: "user_1", email: "Alice@acme.test", firstName: "Alice", lastName: "Ng"),
      organizationID: "orga_1", organizationName: "Acme")
    alice = try #require(
      KnownPerson(
        me, by: Credential(apiKey: Self.key), at: "https://close.test", seenAt: Self.seenAt))
  }

  @Test func `the same key at the same server is still that person's`() throws {
    let me = alice.me(
      with: try Credential(apiKey: Self.key), at: "https://close.test",
      now: Self.seenAt.addingTimeInterval(6 * 86_400))

    #expect(me?.id == "user_1")
    #expect(me?.lastName == "Ng")
    #expect(me?.organizationID == "orga_1")
  }

  @Test(
    arguments: [
      ("api_2abc.first", "https://close.test", 60), (Self.key, "https://other.test", 60),
      (Self.key, "https://close.test", 7 * 86_400), (Self.key, "https://close.test", -60),
    ] as [(String, String, TimeInterval)])
  func `another key, another server and an old answer have to be asked`(
    key: String, server: String, age: TimeInterval
  ) throws {
    let now = Self.seenAt.addingTimeInterval(age)

    #expect(alice.me(with: try Credential(apiKey: key), at: server, now: now) == nil)
  }

  @Test func `a key without an id of its own has to be asked`() throws {
    let credential = try Credential(apiKey: "anonymous")
    let me = Me(user: User(id: "user_1", email: "a@b.test"), organizationID: "orga_1")
    let person = KnownPerson(
      me, by: credential, at: "https://close.test", seenAt: Self.seenAt)

    #expect(person != nil)
    #expect(person?.me(with: credential, at: "https://close.test", now: Self.seenAt) == nil)
  }

  @Test func `a person is remembered by the next program`() async throws {
    try await folder.store().knownPeople.remember(alice, for: "alice")

    let known = try folder.store().knownPeople

    #expect(await known.everybody["alice"] == alice)
    #expect(await known.profileNames(of: "alice@ACME.test") == ["alice"])
    #expect(await known.profileNames(of: "user_1") == ["alice"])
  }

  @Test func `nobody is known who was not remembered`() async throws {
    let known = try folder.store().knownPeople
    try await known.remember(alice, for: "alice")

    #expect(await known.everybody["bob"] == nil)
    #expect(await known.profileNames(of: "bob@acme.test").isEmpty)
  }

  @Test func `two programs add to each other's memory`() async throws {
    let one = try folder.store().knownPeople
    let other = try folder.store().knownPeople

    try await one.remember(alice, for: "b")
    try await other.remember(alice, for: "a")

    #expect(await one.profileNames(of: "user_1") == ["a", "b"])
  }

  @Test func `the file is private and leaves nothing else behind`() async throws {
    try await folder.store().knownPeople.remember(alice, for: "alice")

    #expect(try folder.permissions(of: "state") == 0o700)
    #expect(try folder.permissions(of: "state/people.json") == 0o600)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state")
        == ["people.json"])
  }

  @Test(
    arguments: [
      ("not JSON", 0o600), (#"{"version":2,"people":{}}"#, 0o600), (#"{"people":[]}"#, 0o600),
    ] as [(String, mode_t)])
  func `a file that cannot be used is the same as none`(
    content: String, mode: mode_t
  ) async throws {
    try folder.write(content, to: "state/people.json", permissions: mode)
    let known = try folder.store().knownPeople

    #expect(await known.profileNames(of: "user_1").isEmpty)
    try await known.remember(alice, for: "alice")
    #expect(await known.everybody["alice"] == alice)
  }

  @Test func `a file that others may write is not believed`() async throws {
    let known = try folder.store().knownPeople
    try await known.remember(alice, for: "alice")
    #expect(chmod(folder.path + "/state/people.json", 0o666) == 0)

    #expect(await known.everybody["alice"] == nil)
  }

  @Test func `a folder that cannot be made is an error that names it`() async throws {
    try folder.write("", to: "state")

    let error = await #expect(throws: ProfileError.self) {
      try await folder.store().knownPeople.remember(alice, for: "alice")
    }

    #expect(error?.kind == .cannotWrite)
    #expect(error?.message.hasPrefix("Cannot write \(folder.path)/state/people.json: ") == true)
  }
}
