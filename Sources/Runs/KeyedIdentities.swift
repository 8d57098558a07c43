package import CloseAPI

/// Identities whose credentials are at hand: those of an emulator's people.
package struct KeyedIdentities: IdentitySource {
  private let people: [(candidate: IdentityCandidate, credential: Credential)]
  private let remembered: [String: Me]

  /// Takes the people in the order in which they are listed; and by their names those whom an earlier
  /// run has proven.
  package init(
    _ people: [(candidate: IdentityCandidate, credential: Credential)],
    remembered: [String: Me] = [:]
  ) {
    (self.people, self.remembered) = (people, remembered)
  }

  /// All of them.
  package func candidates() async -> [IdentityCandidate] { people.map(\.candidate) }

  /// The credential given for that name.
  package func credential(of name: String) async throws -> Credential {
    guard let person = people.first(where: { $0.candidate.name == name }) else {
      throw RunError(.noCredential, "nobody is named '\(name)'")
    }
    return person.credential
  }

  /// Nobody: everything is known already.
  package func likelyNames(for word: String) async -> [String] { [] }

  /// As it was given.
  package func remembered(_ name: String) async -> Me? { remembered[name] }

  /// Forgets it: everything is known already.
  package func proven(_ name: String, as me: Me) async {}
}
