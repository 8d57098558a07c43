import CloseAPI
import Emulator
import Synchronization
import Testing

@testable import Runs

/// Whom a word means, and how often that is asked.
struct IdentityBookTests {
  /// People of Acme under their first names, who counts how often they are listed.
  private final class Listing: IdentitySource {
    private let listings = Mutex(0)

    var count: Int { listings.withLock { $0 } }

    func candidates() async -> [IdentityCandidate] {
      listings.withLock { $0 += 1 }
      return World.acme.users.prefix(3).map { person in
        IdentityCandidate(
          name: String(person.email.prefix { $0 != "@" }), email: person.email,
          userID: UserID(person.id))
      }
    }

    func credential(of name: String) async throws -> Credential {
      let person = World.acme.users.first { $0.email.hasPrefix(name + "@") }
      return try Credential(apiKey: person?.apiKey ?? "none")
    }

    func likelyNames(for word: String) async -> [String] { [] }
    func proven(_ name: String, as me: Me) async {}
  }

  /// Alice and Bob by names that say nothing, and what an earlier run has found out about Alice.
  private struct Memory: IdentitySource {
    let people = World.acme.users.prefix(2).map { $0 }
    var email: String?
    var id: String?

    func candidates() async -> [IdentityCandidate] {
      ["one", "two"].map { IdentityCandidate(name: $0) }
    }

    func credential(of name: String) async throws -> Credential {
      try Credential(apiKey: people[name == "one" ? 0 : 1].apiKey)
    }

    func remembered(_ name: String) async -> Me? {
      guard name == "one" else { return nil }
      return Me(
        user: User(id: UserID(id ?? people[0].id), email: email ?? people[0].email),
        organizationID: OrganizationID(World.acme.organization.id))
    }

    func likelyNames(for word: String) async -> [String] { [] }
    func proven(_ name: String, as me: Me) async {}
  }

  /// Answers the identity that `ask` gets, and how many requests that took.
  private func asking(
    _ source: any IdentitySource, _ ask: (IdentityBook) async throws -> Identity
  ) async throws -> (identity: Identity, requests: Int) {
    let emulator = CloseEmulator(world: .acme, seed: 1)
    let transport = try CloseTransport(baseURL: try await emulator.start())
    let stillness = Stillness()
    stillness.moves()
    let identity = try await ask(IdentityBook(source, transport: transport, stillness: stillness))
    stillness.rests()
    await transport.shutdown()
    await emulator.stop()
    return (identity, emulator.requestCount)
  }

  @Test func `whom an earlier run has proven is not asked about again`() async throws {
    let (alice, requests) = try await asking(Memory()) { try await $0.identity("one") }

    #expect(alice.isRemembered)
    #expect(alice.me.email == World.acme.users[0].email)
    #expect(requests == 0)
  }

  @Test func `a proof asked for is made, once for all who ask`() async throws {
    let (alice, requests) = try await asking(Memory()) { book in
      let remembered = try await book.identity("one")
      for _ in 1...3 { _ = try await book.provenNow(remembered) }
      return try await book.identity("one")
    }

    #expect(!alice.isRemembered)
    #expect(alice.me.firstName == World.acme.users[0].firstName)
    #expect(requests == 1)
  }

  @Test func `somebody who has another address by now is found by it`() async throws {
    let memory = Memory(email: "old@acme.test")
    let (alice, requests) = try await asking(memory) {
      try await $0.identity(World.acme.users[0].email)
    }

    #expect(alice.me.email == World.acme.users[0].email)
    #expect(!alice.isRemembered)
    #expect(requests == 1)
  }

  @Test func `a memory of somebody else than the configuration means is not believed`()
    async throws
  {
    let (alice, requests) = try await asking(Memory(id: "user_other")) { book in
      try await book.prove(
        IdentityCandidate(name: "one", userID: UserID(World.acme.users[0].id)))
    }

    #expect(alice.id.rawValue == World.acme.users[0].id)
    #expect(requests == 1)
  }

  @Test func `a name, an email in any case and an id mean the same person, listed once for all`()
    async throws
  {
    let emulator = CloseEmulator(world: .acme, seed: 1)
    let transport = try CloseTransport(baseURL: try await emulator.start())
    let people = Listing()
    let stillness = Stillness()
    let book = IdentityBook(people, transport: transport, stillness: stillness)
    let first = World.acme.users[0]
    let name = String(first.email.prefix { $0 != "@" })

    var found: Set<String> = []
    for word in [name, first.email, first.email.uppercased(), first.id] + [name, first.id] {
      stillness.moves()
      found.insert(try await book.identity(word).me.email)
      stillness.rests()
    }
    stillness.moves()
    _ = await #expect(throws: RunError.self) { try await book.identity(name.uppercased()) }
    stillness.rests()
    await transport.shutdown()
    await emulator.stop()

    #expect(found == [first.email])
    // Once for whoever is known, and once more for the word that means nobody.
    #expect(people.count == 2)
  }
}
