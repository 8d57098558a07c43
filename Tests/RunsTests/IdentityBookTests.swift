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
