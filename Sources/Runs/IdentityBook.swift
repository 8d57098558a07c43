package import CloseAPI

/// That nobody configured is the person asked for, in parts: where several are missing, those who are
/// configured are named once.
struct MissingCredential: Error {
  let short: String
  let known: String
}

/// Finds the identity that acts as somebody, and proves each credential once.
package actor IdentityBook {
  private let source: any IdentitySource
  private let transport: CloseTransport
  /// Whom requests of these people should not keep waiting.
  private let priority: RequestPriority
  private let stillness: Stillness
  private let strangers: StrangerDesk
  /// By the candidates' names.
  private var proofs: [String: Proof] = [:]
  private var proven: [UserID: Identity] = [:]
  /// Whom the words that are known mean; the profiles of hundreds of people are not gone through for
  /// each change.
  private var meant: [String: IdentityCandidate] = [:]
  /// Many may ask who is configured before the first has the answer.
  private var listing: Task<[IdentityCandidate], Never>?
  /// The organization of the first identity proven; a run acts in one only.
  private var organization: OrganizationID?

  private struct Proof {
    let candidate: IdentityCandidate
    let identity: SharedFetch<Identity>
  }

  package init(
    _ source: any IdentitySource, transport: CloseTransport, stillness: Stillness,
    priority: RequestPriority = .change
  ) {
    (self.source, self.transport, self.stillness) = (source, transport, stillness)
    self.priority = priority
    strangers = StrangerDesk(source, stillness)
  }

  /// All configured identities.
  package func candidates() async -> [IdentityCandidate] {
    let configured = await configured()
    return withWhatIsProven(configured, await strangers.found)
  }

  private func configured() async -> [IdentityCandidate] {
    if let listing { return await listing.value }
    let task = Task { [source] in await source.candidates() }
    listing = task
    defer { listing = nil }
    return await task.value
  }

  private func withWhatIsProven(
    _ configured: [IdentityCandidate], _ found: [IdentityCandidate]
  ) -> [IdentityCandidate] {
    let names = Set(configured.map(\.name))
    let known = Dictionary(proven.values.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    return (configured + found.filter { !names.contains($0.name) }).map { candidate in
      var candidate = candidate
      if let identity = known[candidate.name] {
        (candidate.email, candidate.userID) = (identity.me.email, identity.id)
      }
      return candidate
    }
  }

  private func known(_ word: String) -> IdentityCandidate? {
    meant[word] ?? (word.contains("@") ? meant[word.lowercased()] : nil)
  }

  /// A configured name counts before an email or id; of two with the same, the first.
  private func note(_ candidates: [IdentityCandidate]) {
    var words: [String: IdentityCandidate] = [:]
    for candidate in candidates.reversed() {
      if let email = candidate.email { words[email.lowercased()] = candidate }
      if let id = candidate.userID { words[id.rawValue] = candidate }
    }
    for candidate in candidates.reversed() { words[candidate.name] = candidate }
    meant = words
  }

  /// Whose credentials have been proven: their emails by user id, and the organization; nil for nobody.
  package var provenPeople: (emails: [String: String], organization: OrganizationID)? {
    guard let organization else { return nil }
    let emails = proven.values.map { ($0.id.rawValue, $0.me.email) }
    return (Dictionary(emails) { first, _ in first }, organization)
  }

  /// The identity that `word` names: a configured name first, then an email or user id as the
  /// configuration or an earlier run says, then as `/me/` says of each profile not yet known; then
  /// somebody without a profile.
  ///
  /// - Throws: ``RunError``, or `CloseError` where `/me/` fails.
  package func identity(_ word: String) async throws -> Identity {
    if let known = known(word) { return try await prove(known) }
    let configured = await configured()
    // Others have waited for the same list, and the first of them has read it.
    if let known = known(word) { return try await prove(known) }
    let everybody = withWhatIsProven(configured, await strangers.found)
    let candidates = everybody.filter { $0.origin != .keeper }
    note(candidates)
    if let known = known(word) { return try await prove(known) }
    let likely = await source.likelyNames(for: word)
    let unknown = candidates.filter { $0.userID == nil || $0.email == nil }
    var problems: [String] = []
    for candidate in unknown.filter({ likely.contains($0.name) })
      + unknown.filter({ !likely.contains($0.name) })
    {
      do {
        var identity = try await prove(candidate)
        if !identity.claims(word) {
          // The person may have another address by now.
          identity = try await provenNow(identity)
        }
        if identity.claims(word) { return identity }
      } catch  where !Self.isFinal(error) {
        // Close could not be asked, so it is not known that nobody has the credential.
        throw error
      } catch  where likely.contains(candidate.name) {
        // It is that person's profile, and no other source is tried in its place.
        throw error
      } catch {
        problems.append("\(candidate.name): \(error)")
      }
    }
    if let stranger = try await strangers.candidate(word) { return try await prove(stranger) }
    throw missing(word, everybody, problems)
  }

  /// Whether a failed proof stays failed: the credential is wrong, and not the way to Close.
  private static func isFinal(_ error: any Error) -> Bool {
    switch error {
    case let error as CloseError:
      [.unauthorized, .forbidden, .badArgument, .noCredential].contains(error.kind)
    case is RunError: true
    default: false
    }
  }

  /// What `/me/` says for a candidate, asked once; or has said of the same credential before.
  package func prove(_ candidate: IdentityCandidate) async throws -> Identity {
    let proof =
      proofs[candidate.name]
      ?? begin(candidate) { [self] in
        if let remembered = try await recall(candidate) { return remembered }
        return try await ask(candidate)
      }
    return try await proof.identity.value
  }

  private func begin(
    _ candidate: IdentityCandidate, _ fetch: @escaping @Sendable () async throws -> Identity
  ) -> Proof {
    let proof = Proof(
      candidate: candidate,
      identity: SharedFetch(stillness, isFinal: Self.isFinal, fetch: fetch))
    proofs[candidate.name] = proof
    return proof
  }

  /// What `/me/` says in this run of somebody whose proof was only remembered, asked once.
  package func provenNow(_ identity: Identity) async throws -> Identity {
    guard identity.isRemembered, let proof = proofs[identity.name] else { return identity }
    // Of many who were told what was remembered, the first asks.
    if await proof.identity.known === identity, proofs[identity.name]?.identity === proof.identity {
      let candidate = proof.candidate
      return try await begin(candidate) { [self] in try await ask(candidate) }.identity.value
    }
    return try await prove(proof.candidate)
  }

  /// The identity as an earlier run has proven it, where what it has found can still be so.
  private func recall(_ candidate: IdentityCandidate) async throws -> Identity? {
    // First, because a credential that is not there any more has to be told of, and only that of
    // the same name is remembered.
    let credential = try await source.credential(of: candidate.name)
    guard let me = await source.remembered(candidate.name),
      let organization = try? check(me, against: candidate)
    else { return nil }
    return try await enter(candidate, me, credential, organization, isRemembered: true)
  }

  private func ask(_ candidate: IdentityCandidate) async throws -> Identity {
    let credential = try await source.credential(of: candidate.name)
    let me = try await CloseClient(
      credential: credential, transport: transport, identity: candidate.name
    ).sending(priority).me()
    let organization = try check(me, against: candidate)
    let identity = try await enter(candidate, me, credential, organization, isRemembered: false)
    await source.proven(candidate.name, as: me)
    return identity
  }

  private func enter(
    _ candidate: IdentityCandidate, _ me: Me, _ credential: Credential,
    _ organization: OrganizationID, isRemembered: Bool
  ) async throws -> Identity {
    let client = CloseClient(
      credential: credential, transport: transport, organization: organization, userID: me.id,
      identity: me.email
    ).sending(priority)
    let identity = Identity(
      name: candidate.name, me: me, organization: organization, client: client,
      isRemembered: isRemembered)
    if let twin = proven[me.id], twin.name != candidate.name, await haveProfiles(twin, candidate) {
      throw RunError(
        .noCredential,
        "profiles '\(twin.name)' and '\(candidate.name)' are both \(me.email) in one organization,"
          + " so nobody could tell which of them acts; remove one of them")
    }
    proven[me.id] = identity
    return identity
  }

  /// Whether both are profiles; a key of the environment may be that of a profile.
  private func haveProfiles(_ twin: Identity, _ candidate: IdentityCandidate) async -> Bool {
    guard candidate.origin == .profile else { return false }
    return await source.candidates().contains { $0.name == twin.name && $0.origin == .profile }
  }

  private func check(
    _ me: Me, against candidate: IdentityCandidate
  ) throws(RunError) -> OrganizationID {
    let isOther =
      candidate.userID.map { $0 != me.id } ?? false
      || candidate.email.map { $0.lowercased() != me.email.lowercased() } ?? false
    if isOther {
      throw RunError(
        .noCredential,
        "the credential of '\(candidate.name)' belongs to \(me.email) (\(me.id)), not to"
          + " \(candidate.email ?? candidate.userID?.rawValue ?? "the person configured");"
          + " put the right key there, or correct the profile")
    }
    guard let theirs = me.organizationID else {
      throw RunError(
        .refused,
        "'\(candidate.name)' (\(me.email)) belongs to no organization, so there is nobody to grant to"
      )
    }
    if let organization, organization != theirs {
      throw RunError(
        .refused,
        "'\(candidate.name)' (\(me.email)) belongs to organization \(theirs), and this"
          + " run acts in \(organization); start a run of its own for the other organization")
    }
    organization = theirs
    return theirs
  }

  private func missing(
    _ word: String, _ candidates: [IdentityCandidate], _ problems: [String]
  ) -> RunError {
    let names = candidates.map { candidate in
      candidate.email.map { "\(candidate.name) (\($0))" } ?? candidate.name
    }
    let shown = names.prefix(Self.mostNamed).joined(separator: ", ")
    let more = names.count > Self.mostNamed ? " and \(names.count - Self.mostNamed) more" : ""
    let known = names.isEmpty ? "nobody" : shown + more
    let hint =
      nearest(to: word, in: candidates.flatMap { [$0.name] + ($0.email.map { [$0] } ?? []) })
      .map { " (did you mean '\($0)'?)" } ?? ""
    let failed =
      problems.isEmpty
      ? "" : "; these could not be asked:\n  " + problems.joined(separator: "\n  ")
    let keepers = source.keepers.map { "; \($0) has no key either" } ?? ""
    let error = MissingCredential(
      short: "no credential is configured\(hint)\(keepers)", known: "configured: \(known)\(failed)")
    return RunError(
      .noCredential,
      "no credential is configured for '\(word)'\(hint)\(keepers); \(error.known)", cause: error)
  }

  /// More identities are counted only.
  private static let mostNamed = 6
}
