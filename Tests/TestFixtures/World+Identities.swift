import CloseAPI
package import Emulator
package import Runs

extension World {
  /// The active people as identities, each under the part of their email before the `@`.
  package func identities() throws -> KeyedIdentities {
    KeyedIdentities(
      try users.filter { !$0.isInactive }.map { person in
        (
          IdentityCandidate(
            name: String(person.email.prefix { $0 != "@" }), email: person.email,
            userID: UserID(person.id)),
          try Credential(apiKey: person.apiKey)
        )
      })
  }
}
