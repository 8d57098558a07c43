import CloseAPI
import Journal
import Synchronization

// Changes that are planned and not made: reads are real, later ones see what is planned.
extension RunEngine {
  @inline(never)
  func plan(_ operation: Operation) async throws -> Outcome {
    let identity = operation.identity
    if case .request(let request) = operation.kind { return planned(request, operation) }
    try await openBook(of: identity)
    switch operation.kind {
    case .grant(let user): return grant(user, operation)
    case .revoke(.person(let user)): return .revoked(revoke(user, operation))
    case .revoke(.association(let id)):
      guard let user = try await plannedPerson(of: id, identity) else { return .revoked(false) }
      return .revoked(revoke(user, operation))
    case .bulk(let bulk):
      let granted = bulk.allowed.filter { isNew(grant($0, operation)) }
      let revoked = bulk.disallowed.filter { revoke($0, operation) }
      let all = overlay.associations(of: identity.id) ?? []
      return .replaced(by: all, granted: granted, revoked: revoked)
    case .sync(let users, let prunes): return sync(users, prunes, operation)
    case .me, .list, .get, .request: return .me(identity.me)
    }
  }

  /// What it would give is not known, so the script gets a mark and nothing else.
  private func planned(_ request: ResourceRequest, _ operation: Operation) -> Outcome {
    count(granting: 1, revoking: 0, operation)
    overlay.writes(
      Plan.Write(
        identity: Plan.Person(id: operation.identity.id, email: operation.identity.me.email),
        method: operation.kind.name, request: operation.kind.canonicalArguments))
    return .written(.object([("planned", .bool(true))]))
  }

  private func sync(_ users: [UserID], _ prunes: Bool, _ operation: Operation) -> Outcome {
    let identity = operation.identity
    let before = (overlay.associations(of: identity.id) ?? []).map(\.allowedUserID)
    let wanted = Set(users)
    let surplus = prunes ? before.filter { !wanted.contains($0) }.sorted() : []
    if let refusal = plannedBudget.refusal(
      ofRevoking: surplus.count, of: before.count, allowing: identity.me.email)
    {
      overlay.refused(refusal, at: operation.place)
    }
    let granted = users.filter { isNew(grant($0, operation)) }
    let revoked = surplus.filter { revoke($0, operation) }
    let made = Set(granted)
    return .synced(
      granted: granted, revoked: revoked, unchanged: users.filter { !made.contains($0) })
  }

  private func grant(_ user: UserID, _ operation: Operation) -> Outcome {
    let (association, isNew) = overlay.grant(user, by: operation.identity.id)
    if isNew { count(granting: 1, revoking: 0, operation) }
    countPlanned { if isNew { $0.granted += 1 } else { $0.alreadyGranted += 1 } }
    return .granted(association, isNew: isNew)
  }

  private func revoke(_ user: UserID, _ operation: Operation) -> Bool {
    let was = overlay.revoke(user, by: operation.identity.id)
    if was { count(granting: 0, revoking: 1, operation) }
    countPlanned { if was { $0.revoked += 1 } else { $0.nothingToRevoke += 1 } }
    return was
  }

  /// A limit is named, and the plan goes on: it is to show how much is meant.
  private func count(granting: Int, revoking: Int, _ operation: Operation) {
    // Where it is crossed; from there on every change is more.
    let isCrossed = plannedBudget.refusal != nil
    if let refusal = plannedBudget.take(granting: granting, revoking: revoking), !isCrossed {
      overlay.refused(refusal, at: operation.place)
    }
  }

  /// A session counts what it has made, and its plan may be dropped.
  private func countPlanned(_ count: (inout RunTally) -> Void) {
    if options.isPlan { tally.withLock { count(&$0) } }
  }

  private func isNew(_ outcome: Outcome) -> Bool {
    if case .granted(_, let isNew) = outcome { isNew } else { false }
  }

  /// Lists what an identity allows, before its first planned change.
  private func openBook(of identity: Identity) async throws {
    guard !overlay.isOpen(identity.id) else { return }
    let fetch =
      books[identity.id]
      ?? SharedFetch(stillness) {
        identity.hasCredential
          ? try await identity.client.associations(allowing: identity.id) : []
      }
    books[identity.id] = fetch
    overlay.open(identity, try await fetch.value)
  }

  private func plannedPerson(of id: AssociationID, _ identity: Identity) async throws -> UserID? {
    let (found, isGone) = overlay.association(id)
    if isGone { return nil }
    guard let found, found.allowingUserID == identity.id else {
      return identity.hasCredential ? try await person(of: id, identity) : nil
    }
    return found.allowedUserID
  }

  /// What a list shows then.
  func planned(
    allowing: UserID?, allowed: UserID?, _ identity: Identity
  ) async throws -> [Association] {
    let client = identity.client
    if allowed == nil || allowing == identity.id {
      try await openBook(of: identity)
      let own = overlay.associations(of: identity.id) ?? []
      return own.filter { allowed == nil || $0.allowedUserID == allowed }
    }
    var listed: [Association] = []
    if identity.hasCredential {
      listed = try await resting {
        try await client.associations(allowing: allowing, allowed: allowed)
      }
    }
    return overlay.applied(to: listed, allowed: allowed ?? identity.id)
      .filter { allowing == nil || $0.allowingUserID == allowing }
  }

  /// What getting an association gives then.
  func planned(_ id: AssociationID, _ identity: Identity) async throws -> Association {
    let (found, isGone) = overlay.association(id)
    if let found { return found }
    let client = identity.client
    guard !isGone, identity.hasCredential else {
      throw CloseError(.notFound, "there is no association \(id) by then", status: 404)
    }
    return try await resting { try await client.association(id) }
  }

  /// Notes a file that the script would write.
  ///
  /// - Returns: Whether changes are only planned, so that it is not to be written.
  public func plans(file path: String, rows: Int) -> Bool {
    guard options.isPlan else { return false }
    overlay.writes(Plan.File(path: path, rows: rows))
    return true
  }

  /// What was planned so far.
  ///
  /// - Parameter command: The command that was planned, with its words.
  /// - Returns: The plan.
  /// - Throws: As ``identity(_:)``, where the run has not found out yet where it acts.
  public func plan(of command: [String]) async throws -> Plan {
    let identity = try await identity()
    let directory = await people?.known
    var plan = Plan()
    plan.command = command
    plan.organizationID = identity.organization
    plan.organizationName = organizationName
    (plan.baseURL, plan.isEmulator) = (run.baseURL, run.isEmulator)
    (plan.identity, plan.madeAt) = (identity.me.email, run.startedAt)
    plan.changes = overlay.changes { id in
      Plan.Person(id: id, email: directory?.person(id.rawValue)?.email ?? id.rawValue)
    }
    (plan.files, plan.problems, plan.writes) = (overlay.files, overlay.problems, overlay.requests)
    return plan
  }
}
