import CloseAPI
import Emulator
import Runs

/// The people of an emulator's world as identities: those who are active, each with their key.
struct EmulatorIdentities {
  /// Where a run finds them.
  let source: KeyedIdentities
  /// The name of the first active administrator, or of the first person.
  let administrator: String

  /// Throws if a person's key cannot be one.
  init(_ world: World) throws(CloseError) {
    let people = Self.named(world.users).filter { !$0.person.isInactive }
    var identities: [(candidate: IdentityCandidate, credential: Credential)] = []
    for (name, person) in people {
      identities.append(
        (
          IdentityCandidate(name: name, email: person.email, userID: UserID(person.id)),
          try Credential(apiKey: person.apiKey)
        ))
    }
    source = KeyedIdentities(identities)
    let first = people.first { $0.person.role == "admin" } ?? people.first
    administrator = first?.name ?? "nobody"
  }

  /// People under the part of their email before the `@`; under all of it where that is not enough.
  static func named(_ people: [World.Person]) -> [(name: String, person: World.Person)] {
    let short = people.map { String($0.email.prefix { $0 != "@" }) }
    let counts = Dictionary(short.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(short, people).map { name, person in
      (counts[name] == 1 ? name : person.email.replacing("@", with: "-at-"), person)
    }
  }
}
