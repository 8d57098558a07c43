import CloseAPI
import Emulator
import Runs

/// The people of the emulator's own world, each with their key.
struct EmulatorIdentities: IdentitySource {
  private let people: [(name: String, person: World.Person)]
  /// The name of the first active administrator, or of the first person.
  let administrator: String

  init(_ world: World) {
    people = Self.named(world.users.filter { !$0.isInactive })
    let first = people.first { $0.person.role == "admin" } ?? people.first
    administrator = first?.name ?? "nobody"
  }

  func candidates() async -> [IdentityCandidate] {
    people.map { name, person in
      IdentityCandidate(name: name, email: person.email, userID: UserID(rawValue: person.id))
    }
  }

  func credential(of name: String) async throws -> Credential {
    guard let person = people.first(where: { $0.name == name })?.person else {
      throw RunError(.noCredential, "the emulator has nobody named '\(name)'")
    }
    return try Credential(apiKey: person.apiKey)
  }

  func likelyNames(for word: String) async -> [String] { [] }

  func proven(_ name: String, as me: Me) async {}

  /// People under the part of their email before the `@`; under all of it where that is not enough.
  static func named(_ people: [World.Person]) -> [(name: String, person: World.Person)] {
    let short = people.map { String($0.email.prefix { $0 != "@" }) }
    let counts = Dictionary(short.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(short, people).map { name, person in
      (counts[name] == 1 ? name : person.email.replacing("@", with: "-at-"), person)
    }
  }
}
