package import CloseAPI

/// Finds the identity that acts as somebody, and proves each credential once.
package actor IdentityBook {
  private let source: any IdentitySource
  private let transport: CloseTransport
  private let stillness: Stillness
  private var proofs: [String: SharedFetch<Identity>] = [:]
  private var proven: [UserID: Identity] = [:]
  /// The organization of the first identity proven; a run acts in one only.
  private var organization: OrganizationID?
  /// Whether `/me/` is asked of everybody, whatever earlier runs have heard.
  private var asksAll = false
  /// The names of those of whom it was not asked.
  private var remembered: Set<String> = []

  package init(
    _ source: any IdentitySource, transport: CloseTransport, stillness: Stillness
  ) {
    (self.source, self.transport, self.stillness) = (source, transport, stillness)
  }

  /// From now on believes nothing that `/me/` does not say now.
  package func askAll() {
    asksAll = true
    for name in remembered { proofs[name] = nil }
    remembered = []
  }

  /// All configured identities.
  package func candidates() async -> [IdentityCandidate] {
    await source.candidates().map { candidate in
      var candidate = candidate
      if let identity = proven.values.first(where: { $0.name == candidate.name }) {
        (candidate.email, candidate.userID) = (identity.me.email, identity.id)
      }
      return candidate
    }
  }

  /// The identity that `word` names: a configured name first, then an email or user id as the
  /// configuration or an earlier run says, then as `/me/` says of each identity not yet known.
  ///
  /// - Throws: ``RunError``, or ``CloseError`` where `/me/` fails.
  package func identity(_ word: String) async throws -> Identity {
    let candidates = await candidates()
    if let named = candidates.first(where: { $0.name == word }) {
      return try await prove(named)
    }
    if let known = candidates.first(where: { $0.claims(word) }) { return try await prove(known) }
    let likely = await source.likelyNames(for: word)
    let unknown = candidates.filter { $0.userID == nil || $0.email == nil }
    var problems: [String] = []
    for candidate in unknown.filter({ likely.contains($0.name) })
      + unknown.filter({ !likely.contains($0.name) })
    {
      do {
        let identity = try await prove(candidate)
        if identity.claims(word) { return identity }
      } catch  where !Self.isFinal(error) {
        // Close could not be asked, so it is not known that nobody has the credential.
        throw error
      } catch {
        problems.append("\(candidate.name): \(error)")
      }
    }
    throw missing(word, candidates, problems)
  }

  /// Whether a failed proof stays failed: the credential is wrong, and not the way to Close.
  private static func isFinal(_ error: any Error) -> Bool {
    switch error {
    case let error as CloseError: [.unauthorized, .forbidden, .badArgument].contains(error.kind)
    case is RunError: true
    default: false
    }
  }

  /// What `/me/` says for a candidate, asked once.
  package func prove(_ candidate: IdentityCandidate) async throws -> Identity {
    let fetch =
      proofs[candidate.name]
      ?? SharedFetch(stillness, isFinal: Self.isFinal) { [self] in
        try await ask(candidate)
      }
    proofs[candidate.name] = fetch
    return try await fetch.value
  }

  private func ask(_ candidate: IdentityCandidate) async throws -> Identity {
    let credential = try await source.credential(of: candidate.name)
    let me: Me
    // A key never changes its owner; one that was taken back is refused by the first request.
    if let known = await source.remembered(candidate.name, credential), !asksAll {
      me = known
      remembered.insert(candidate.name)
    } else {
      me = try await CloseClient(
        credential: credential, transport: transport, identity: candidate.name
      ).me()
    }
    let organization = try check(me, against: candidate)
    let client = CloseClient(
      credential: credential, transport: transport, organization: organization, userID: me.id,
      identity: me.email)
    let identity = Identity(
      name: candidate.name, me: me, organization: organization, client: client)
    proven[me.id] = identity
    if !remembered.contains(candidate.name) { await source.proven(candidate.name, as: me) }
    return identity
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
    let known = names.isEmpty ? "none" : names.prefix(12).joined(separator: ", ")
    let more = names.count > 12 ? " and \(names.count - 12) more" : ""
    let hint =
      nearest(to: word, in: candidates.flatMap { [$0.name] + ($0.email.map { [$0] } ?? []) })
      .map { "; did you mean '\($0)'?" } ?? ""
    let failed = problems.isEmpty ? "" : "; could not be asked: \(problems.joined(separator: "; "))"
    return RunError(
      .noCredential,
      "no credential is configured for '\(word)'\(hint); configured: \(known)\(more)\(failed)")
  }
}

extension RunEngine {
  /// Proves the credentials of all these people, at the same time.
  ///
  /// - Throws: ``RunError`` of kind `noCredential` that names all that are missing or wrong.
  public func preflight(_ words: [String]) async throws -> [Identity] {
    await identities.askAll()
    var problems: [String] = []
    var proven: [Identity] = []
    for (word, result) in await proofs(of: words) {
      switch result {
      case .success(let identity): proven.append(identity)
      case .failure(let error): problems.append("\(word): \(error)")
      }
    }
    guard problems.isEmpty else {
      throw RunError(
        .noCredential,
        "\(problems.count) of \(words.count) people have no usable credential here:\n  "
          + problems.joined(separator: "\n  "))
    }
    return proven
  }

  private func proofs(of words: [String]) async -> [(String, Result<Identity, any Error>)] {
    await withTaskGroup(of: (Int, Result<Identity, any Error>).self) { group in
      for (index, word) in words.enumerated() {
        group.addTask { [self] in
          stillness.moves()
          defer { stillness.rests() }
          do { return (index, .success(try await identity(word))) } catch {
            return (index, .failure(error))
          }
        }
      }
      var results: [(Int, Result<Identity, any Error>)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map { (words[$0.0], $0.1) }
    }
  }
}
