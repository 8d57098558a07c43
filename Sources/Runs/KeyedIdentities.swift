package import CloseAPI

/// Identities whose credentials are at hand: those of an emulator's people.
package struct KeyedIdentities: IdentitySource {
  private typealias Entry = (candidate: IdentityCandidate, credential: Credential)

  private let people: [Entry]
  /// The first of each name.
  private let byName: [String: Entry]
  private let organization: OrganizationID?

  /// Takes the people in the order in which they are listed; with an organization if an earlier run has
  /// proven all of them there.
  package init(
    _ people: [(candidate: IdentityCandidate, credential: Credential)],
    provenIn organization: OrganizationID? = nil
  ) {
    (self.people, self.organization) = (people, organization)
    byName = Dictionary(people.map { ($0.candidate.name, $0) }) { first, _ in first }
  }

  /// All of them.
  package func candidates() async -> [IdentityCandidate] { people.map(\.candidate) }

  /// The credential given for that name.
  package func credential(of name: String) async throws -> Credential {
    guard let entry = byName[name] else {
      throw RunError(.noCredential, "nobody is named '\(name)'")
    }
    return entry.credential
  }

  /// Nobody: everything is known already.
  package func likelyNames(for word: String) async -> [String] { [] }

  /// The person of that name, if an earlier run has proven them.
  package func remembered(_ name: String) async -> Me? {
    guard let organization, let candidate = byName[name]?.candidate, let id = candidate.userID
    else { return nil }
    return Me(user: User(id: id, email: candidate.email ?? ""), organizationID: organization)
  }

  /// Forgets it: everything is known already.
  package func proven(_ name: String, as me: Me) async {}
}
