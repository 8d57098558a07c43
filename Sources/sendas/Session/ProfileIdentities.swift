import CloseAPI
import Foundation
import Profiles
import Runs
import Synchronization

/// The configured profiles as identities of a run at one server.
final class ProfileIdentities: IdentitySource {
  private let store: ProfileStore
  private let profiles: [Profile]
  private let server: BaseURL
  private let usual: String
  /// Each is fetched once: a command may ask the person for a passphrase.
  private let credentials = Mutex<[String: Credential]>([:])
  /// Whom the profiles belonged to when this run began; the file is not read for each of hundreds.
  private let known: Task<[String: KnownPerson], Never>
  /// Those that are being fetched.
  let requests = CredentialRequests()

  /// Takes the server that the run acts at, and the one of profiles that name none.
  init(_ store: ProfileStore, starting: StartingIdentity, server: BaseURL, usual: String) {
    (self.store, self.server, self.usual) = (store, server, usual)
    known = Task { await store.knownPeople.everybody }
    // A key in the environment is a profile of this run only.
    if case .profile(let profile) = starting, store.profile(named: profile.name) == nil {
      profiles = [profile] + store.profiles
    } else {
      profiles = store.profiles
    }
  }

  func candidates() async -> [IdentityCandidate] {
    // A file that cannot be used is told of when somebody needs it.
    let handedOver = (try? store.handedOver()) ?? []
    return profiles.map { profile in
      IdentityCandidate(
        name: profile.name, email: profile.email, userID: profile.userID.map { UserID($0) },
        origin: store.profile(named: profile.name) == nil ? .run : .profile)
    } + handedOver.map { IdentityCandidate(stranger: $0) }
  }

  var keepers: String? {
    let sources = store.strangerSources.map { "the \($0.summary)" }
    return sources.isEmpty ? nil : sources.joined(separator: " or ")
  }

  func strangers(_ words: [String]) async throws -> [IdentityCandidate] {
    guard !store.strangerSources.isEmpty else { return [] }
    // Their keys are good where keys are that name no server.
    guard (try? BaseURL(usual)) == server else { return [] }
    do {
      let found = try await requests.fetch { [store] in
        try await store.credentials(ofStrangers: words)
      }
      credentials.withLock { credentials in
        for (word, answer) in found { credentials[word] = answer.credential }
      }
      return found.keys.map { IdentityCandidate(stranger: $0) }
    } catch let error as ProfileError {
      throw RunError(.noCredential, error.message, cause: error)
    }
  }

  func credential(of name: String) async throws -> Credential {
    if let known = credentials.withLock({ $0[name] }) { return known }
    guard let profile = profiles.first(where: { $0.name == name }) else {
      throw RunError(.noCredential, "no profile is named '\(name)'")
    }
    // A key goes to its own server and to no other, whoever asks.
    let own = try? BaseURL(profile.baseURL ?? usual)
    guard own == server else {
      throw RunError(
        .noCredential,
        "profile '\(name)' belongs to \(profile.baseURL ?? usual), and this run acts at"
          + " \(server.text); start a run of its own for that server")
    }
    do {
      let credential = try await requests.fetch { [store] in
        try await store.credential(of: profile)
      }
      credentials.withLock { $0[name] = credential }
      return credential
    } catch let error as ProfileError {
      throw RunError(.noCredential, error.message, cause: error)
    }
  }

  func likelyNames(for word: String) async -> [String] {
    await store.knownPeople.profileNames(of: word)
  }

  func remembered(_ name: String) async -> Me? {
    guard store.profile(named: name) != nil, let credential = credentials.withLock({ $0[name] })
    else { return nil }
    return await known.value[name]?.me(with: credential, at: server.text, now: Date())
  }

  func proven(_ name: String, as me: Me) async {
    guard store.profile(named: name) != nil, let credential = credentials.withLock({ $0[name] }),
      let person = KnownPerson(me, by: credential, at: server.text, seenAt: Date())
    else { return }
    // Only a memory: without it the next run asks once more.
    try? await store.knownPeople.remember(person, for: name)
  }
}
