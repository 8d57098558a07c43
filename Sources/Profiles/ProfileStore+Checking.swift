public import CloseAPI

/// What Close says of a profile.
public struct ProfileCheck: Sendable {
  /// The profile.
  public let profile: Profile
  /// The person behind it; or why it cannot be used.
  public internal(set) var result: Result<KnownPerson, any Error>

  /// The person, where the profile can be used.
  public var person: KnownPerson? { try? result.get() }
}

extension ProfileStore {
  /// Asks Close, for all these profiles at the same time, whose their credentials are.
  ///
  /// - Parameters:
  ///   - profiles: the profiles.
  ///   - transport: the way to each profile's server.
  /// - Returns: what Close says, in the order of the profiles; two that are one person's in one
  ///   organisation are both in error.
  public func check(
    _ profiles: [Profile],
    over transport: @escaping @Sendable (Profile) throws -> CloseTransport
  ) async -> [ProfileCheck] {
    var checks = await Self.prove(
      profiles.map { profile in
        (profile, { try await owner(of: profile, over: transport(profile)) })
      })
    let people = checks.compactMap { check in
      check.person.flatMap { person in
        profile(named: check.profile.name).map { ($0.name, person) }
      }
    }
    try? await knownPeople.remember(Dictionary(people) { $1 })
    var first: [[String]: Int] = [:]
    for (index, check) in checks.enumerated() {
      guard let person = check.person else { continue }
      let key = [
        person.userID, person.organizationID, (try? transport(check.profile))?.server ?? "",
      ]
      guard let other = first[key] else {
        first[key] = index
        continue
      }
      let error = ProfileError(
        .configuration,
        Self.twins(checks[other].profile.name, check.profile.name, person.email))
      checks[other].result = .failure(error)
      checks[index].result = .failure(error)
    }
    return checks
  }

  /// Asks Close, at the same time, whose the credentials of people without a profile are; whoever keeps
  /// them is asked once for all.
  ///
  /// - Parameters:
  ///   - people: emails or user ids.
  ///   - transport: the way to the server.
  /// - Returns: what Close says, in the order of the people.
  /// - Throws: ``ProfileError`` of kind `noCredential` when a source is there but cannot be used, or
  ///   `CancellationError`.
  public func check(
    strangers people: [String], over transport: CloseTransport
  ) async throws -> [ProfileCheck] {
    guard !people.isEmpty, let last = strangerSources.last else { return [] }
    let found = try await credentials(ofStrangers: people)
    return await Self.prove(
      people.map { word in
        let profile = Profile(
          name: word, source: found[word]?.source ?? last, email: word.contains("@") ? word : nil,
          userID: word.hasPrefix("user_") && !word.contains("@") ? word : nil)
        return (
          profile,
          {
            guard let credential = found[word]?.credential else {
              throw ProfileError(
                .noCredential, "There is no profile of \(word), and no source knows a key.")
            }
            let person = try await Self.owner(of: credential, called: word, over: transport)
            try profile.confirm(userID: person.userID, email: person.email)
            return person
          }
        )
      })
  }

  private static func prove(
    _ jobs: [(profile: Profile, proof: @Sendable () async throws -> KnownPerson)]
  ) async -> [ProfileCheck] {
    let results = await jobs.mapAtOnce { try await $0.proof() }
    return zip(jobs, results).map { ProfileCheck(profile: $0.profile, result: $1) }
  }

  /// Writes into the configuration whom each profile turned out to be, where it does not say so yet.
  ///
  /// - Parameter checks: what Close has said.
  /// - Returns: the profiles of which the configuration now says more.
  /// - Throws: ``ProfileError``, or `CancellationError`.
  public func bind(_ checks: [ProfileCheck]) async throws -> [String] {
    func news(_ check: ProfileCheck, _ store: ProfileStore) -> ConfigurationEdit? {
      guard let person = check.person, let profile = store.profile(named: check.profile.name),
        (try? profile.confirm(userID: person.userID, email: person.email)) != nil
      else { return nil }
      let known = [
        ("email", profile.email, person.email), ("user_id", profile.userID, person.userID),
        ("organization_id", profile.organizationID, person.organizationID),
      ]
      let missing = known.filter { $0.1 == nil }.map { (key: $0.0, value: $0.2) }
      return missing.isEmpty ? nil : .set(missing, profile: profile.name)
    }
    guard checks.contains(where: { news($0, self) != nil }) else { return [] }
    return try await changing(clock: ContinuousClock()) { store in
      let edits = checks.compactMap { news($0, store) }
      try store.write(try store.text(after: edits))
      return edits.compactMap { if case .set(_, let name) = $0 { name } else { nil } }
    }
  }
}
