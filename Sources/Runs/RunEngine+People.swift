public import CloseAPI
import Journal

// Who acts, and who there is.
extension RunEngine {
  /// The identity that `word` names, or the run's own.
  ///
  /// - Throws: ``RunError`` where nobody is found, `CloseError` where `/me/` fails.
  public nonisolated func identity(_ word: String? = nil) async throws -> Identity {
    if let identity = knownIdentity(word) { return identity }
    return try await findIdentity(word ?? defaultIdentity)
  }

  /// The identity that `word` names, or the run's own, if it was asked for before; nothing is waited for.
  public nonisolated func knownIdentity(_ word: String? = nil) -> Identity? {
    known.identity(word ?? defaultIdentity)
  }

  private func findIdentity(_ word: String) async throws -> Identity {
    if !isPlaced {
      // First of all, because the run's own identity decides in which organization it acts.
      let own = try await identities.identity(defaultIdentity)
      if !isPlaced {
        isPlaced = true
        try await place(in: own.organization, named: nil)
      }
    }
    do {
      let identity = try await identities.identity(word)
      known.means(word, identity)
      return identity
    } catch let error as RunError where error.kind == .noCredential && isPlanning {
      guard let person = try await person(word) else { throw error }
      return try await stranger(person)
    }
  }

  /// The identity that `word` names, or the run's own, as `/me/` says in this run and not in an earlier.
  ///
  /// - Throws: the same as ``identity(_:)``.
  public func provenIdentity(_ word: String? = nil) async throws -> Identity {
    try await identities.provenNow(try await identity(word))
  }

  /// Somebody whose changes are planned although there is no credential for them.
  private func stranger(_ person: Person) async throws -> Identity {
    let own = try await identities.identity(defaultIdentity)
    let me = Me(
      user: User(
        id: person.id, email: person.email, firstName: person.firstName,
        lastName: person.lastName),
      organizationID: own.organization)
    return Identity(
      name: person.email, me: me, organization: own.organization, client: own.client,
      hasCredential: false)
  }

  private func place(in organization: OrganizationID, named name: String?) async throws(RunError) {
    organizationName = name ?? organizationName
    do {
      try await journal.placeRun(
        run.id, organizationID: organization.rawValue, organizationName: name)
    } catch {
      let failure = Self.unwritable(error)
      journalFailure = failure
      guard options.onlyReads else { throw failure }
    }
  }

  /// Lets the journal know who has acted, for those who read about this run later.
  func rememberIdentities() async {
    guard let (emails, organization) = await identities.provenPeople else { return }
    // Nothing that was asked for depends on it.
    try? await journal.remember(emails, of: organization.rawValue)
  }

  /// All configured identities, as far as they are known.
  public func candidates() async -> [IdentityCandidate] { await identities.candidates() }

  /// The person with this email or user id, or nil for nobody.
  public nonisolated func person(_ word: String) async throws -> Person? {
    try await everybody().person(word)
  }

  /// The person with this email or user id.
  ///
  /// - Throws: ``RunError`` of kind `unknownUser`, with the nearest email.
  public nonisolated func knownPerson(_ word: String) async throws -> Person {
    let directory = try await everybody()
    guard let person = directory.person(word) else { throw directory.unknown(word) }
    return person
  }

  /// The id of the user that `word` names, for an identity: an id as it is, an email by the
  /// organization's listing.
  ///
  /// - Throws: ``RunError`` of kind `unknownUser` for an email that nobody has.
  public nonisolated func userID(_ word: String, for identity: Identity) async throws -> UserID {
    if let id = knownUserID(word, for: identity) { return id }
    return try await knownPerson(word).id
  }

  /// The same, if it can be told without asking Close.
  public nonisolated func knownUserID(_ word: String, for identity: Identity) -> UserID? {
    if identity.claims(word) { return identity.id }
    // Ids are opaque, but all of Close's user ids begin like this, and no email does.
    if word.hasPrefix("user_"), !word.contains("@") { return UserID(word) }
    return known.people?.id(word)
  }

  /// Everybody in the organization, active or not.
  public nonisolated func allPeople() async throws -> [Person] { try await everybody().people }

  /// Everybody, if somebody has asked for them before; no request is made.
  public var knownPeople: [Person] {
    get async { await people?.known?.people ?? [] }
  }

  private nonisolated func everybody() async throws -> PeopleDirectory {
    if let people = known.people { return people }
    return try await directory()
  }

  func directory() async throws -> PeopleDirectory {
    // Before the fetch and not in it: only those who are counted as moving may wait for an identity.
    let identity = try await identity()
    let fetch =
      people
      ?? SharedFetch(stillness) { [self] in
        async let users = identity.client.users()
        let organization = try await identity.client.organization(identity.organization)
        try await place(in: organization.id, named: organization.name)
        let directory = try await PeopleDirectory(
          users: users, inactive: organization.inactiveMembers)
        // Only for those who read about this run later: nothing that was asked for depends on it.
        try? await journal.remember(directory.emails, of: organization.id.rawValue)
        return directory
      }
    people = fetch
    let directory = try await fetch.value
    // Meanwhile somebody's membership may have changed.
    if people === fetch { known.learn(directory) }
    return directory
  }

  /// Who is active or protected, where a guardrail asks for it; nil where Close does not tell.
  func people(for operation: Operation) async throws -> PeopleDirectory? {
    // Who is protected is told by email, and not to know it is no reason to go on.
    if operation.kind.isChange, !options.guardrails.protected.isEmpty {
      return try await directory()
    }
    switch operation.kind {
    case .grant, .bulk, .sync: return try? await directory()
    case .me, .list, .get, .revoke, .request: return nil
    }
  }
}
