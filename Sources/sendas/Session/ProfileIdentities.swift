import CloseAPI
import Foundation
import Profiles
import Runs

/// The configured profiles as identities of a run.
struct ProfileIdentities: IdentitySource {
  private let store: ProfileStore
  private let profiles: [Profile]

  init(_ store: ProfileStore, starting: StartingIdentity) {
    self.store = store
    // A key in the environment is a profile of this run only.
    if case .profile(let profile) = starting, store.profile(named: profile.name) == nil {
      profiles = [profile] + store.profiles
    } else {
      profiles = store.profiles
    }
  }

  /// What the configuration says of each profile; what an earlier run learned fills the gaps.
  func candidates() async -> [IdentityCandidate] {
    profiles.map { profile in
      IdentityCandidate(
        name: profile.name, email: profile.email, userID: profile.userID.map(UserID.init(rawValue:))
      )
    }
  }

  func credential(of name: String) async throws -> Credential {
    guard let profile = profiles.first(where: { $0.name == name }) else {
      throw RunError(.noCredential, "no profile is named '\(name)'")
    }
    do {
      return try await store.credential(of: profile)
    } catch let error as ProfileError {
      throw RunError(.noCredential, error.message, cause: error)
    }
  }

  func likelyNames(for word: String) async -> [String] {
    await store.knownPeople.profileNames(of: word)
  }

  func proven(_ name: String, as me: Me) async {
    guard let profile = store.profile(named: name), let organization = me.organizationID,
      let credential = try? await store.credential(of: profile)
    else { return }
    let person = KnownPerson(
      userID: me.id.rawValue, email: me.email, organizationID: organization.rawValue,
      credentialName: credential.name, seenAt: Date())
    // Only a memory: without it the next run asks once more.
    try? await store.knownPeople.remember(person, for: name)
  }
}
