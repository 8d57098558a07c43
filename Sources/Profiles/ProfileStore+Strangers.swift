public import CloseAPI

extension ProfileStore {
  /// Where the keys of people without a profile come from, in the order in which they are asked.
  public var strangerSources: [CredentialSource] {
    (helper.map { [.helper($0.words)] } ?? [])
      + (directory.map { [.credentialsDirectory($0.path)] } ?? [])
  }

  /// The people without a profile for whom systemd has handed over a key, by the words in its file.
  ///
  /// - Throws: ``ProfileError`` of kind `noCredential` for a file that is there but cannot be used.
  public func handedOver() throws(ProfileError) -> [String] {
    let names = try directory?.names() ?? []
    return names.filter { name in
      !profiles.contains { $0.name == name || $0.claims(name) }
    }
  }

  /// Finds credentials of people who have no profile: the `credential_helper` is asked once for all
  /// of them, then the file in `$CREDENTIALS_DIRECTORY` for those whom it does not know.
  ///
  /// - Parameter people: emails or user ids.
  /// - Returns: what was found, by the words asked for, and where it came from.
  /// - Throws: ``ProfileError`` of kind `noCredential` when a source is there but cannot be used, or
  ///   `CancellationError`.
  public func credentials(
    ofStrangers people: [String]
  ) async throws -> [String: (credential: Credential, source: CredentialSource)] {
    try await credentials(ofStrangers: people, clock: ContinuousClock())
  }

  func credentials(
    ofStrangers people: [String], clock: some Clock<Duration>
  ) async throws -> [String: (credential: Credential, source: CredentialSource)] {
    var found: [String: (credential: Credential, source: CredentialSource)] = [:]
    if let helper, !people.isEmpty {
      let known = try await helper.credentials(for: people, clock: clock)
      for (word, credential) in known { found[word] = (credential, .helper(helper.words)) }
    }
    let rest = people.filter { found[$0] == nil }
    if let directory, !rest.isEmpty {
      let known = try directory.credentials(for: rest)
      for (word, credential) in known {
        found[word] = (credential, .credentialsDirectory(directory.path))
      }
    }
    return found
  }
}
