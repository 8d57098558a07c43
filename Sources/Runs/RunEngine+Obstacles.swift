import CloseAPI
import Foundation

// What stands in the way of a plan, looked for before anything of it is sent.
extension RunEngine {
  /// Looks at every pair of a plan, without changing anything.
  ///
  /// What an earlier attempt of this run has made is as the plan expects.
  ///
  /// - Returns: What stands in the way.
  /// - Throws: `CloseError` where Close gives no answer; ``RunError`` of kind `refused` where the
  ///   plan was made for another organization, the run may not change so much, or most of a person's
  ///   permissions would go.
  public func obstacles(of plan: Plan) async throws -> PlanObstacles {
    let organization = try await identity().organization
    guard organization == plan.organizationID else {
      throw RunError(
        .refused,
        "the plan was made for organization \(plan.organizationName ?? plan.organizationID.rawValue),"
          + " and this run acts in \(organization); use the profile that the plan was made with")
    }
    if options.guardrails.isReadOnly, plan.count > 0 {
      throw RunError(
        .refused,
        "this run is read-only, and the plan makes changes; leave --read-only out to make them")
    }
    // Before any change asks for them: all that is to leave together has to wait for the same answer.
    if plan.changes.contains(where: { !$0.granted.isEmpty }) { _ = try? await directory() }
    var survey = PlanSurvey(making: try await openWrites(of: plan))
    for change in plan.changes where change.count > 0 {
      let identity: Identity
      do {
        identity = try await self.identity(change.allowing.id.rawValue)
      } catch let error as RunError where error.kind == .noCredential {
        let reason = error.message.replacing(
          change.allowing.id.rawValue, with: change.allowing.email)
        survey.obstacles.impossible.append((change, reason))
        continue
      }
      try await look(at: change, identity, &survey)
    }
    if let refusal = budget.refusal(ofMaking: survey.granting, revoking: survey.revoking) {
      throw refusal
    }
    return survey.obstacles
  }

  /// What was found so far.
  private struct PlanSurvey {
    var obstacles = PlanObstacles()
    var granting: Int
    var revoking = 0

    init(making granting: Int) { self.granting = granting }
  }

  private func look(
    at change: Plan.Change, _ identity: Identity, _ survey: inout PlanSurvey
  ) async throws {
    let there = try await book(of: identity)
    var revoking = 0
    for (person, kind, isGrant) in change.wishes {
      let operation = Operation(kind, as: identity)
      let isThere = there.contains(person.id)
      if isThere == isGrant {
        guard try await !knows(operation) else { continue }
        survey.obstacles.drifted.append(
          DriftedPair(allowing: change.allowing, allowed: person, isThere: isThere))
      } else if let refusal = try await refusal(of: operation) {
        survey.obstacles.refused.append(
          RefusedPair(allowing: change.allowing, allowed: person, reason: refusal.message))
      } else if isGrant {
        survey.granting += 1
      } else {
        revoking += 1
      }
    }
    survey.revoking += revoking
    if let refusal = budget.refusal(
      ofRevoking: revoking, of: there.count, allowing: identity.me.email)
    {
      throw refusal
    }
  }

  /// How many changes of other resources no earlier attempt has made.
  private func openWrites(of plan: Plan) async throws -> Int {
    var count = 0
    for write in plan.writes {
      guard let identity = try? await identity(write.identity.id.rawValue),
        let request = try? write.resourceRequest,
        try await knows(Operation(.request(request), as: identity))
      else {
        count += 1
        continue
      }
    }
    return count
  }

  /// Whom the identity allows now; its changes start from there.
  private func book(of identity: Identity) async throws -> Set<UserID> {
    let lane = lanes[identity.id] ?? Lane(identity, options)
    lanes[identity.id] = lane
    let writes = lane.queue.writes
    try await remember(identity.id)
    let date = Date()
    let outcome = try await perform(
      Operation(.list(allowing: identity.id, allowed: nil), as: identity))
    guard case .associations(let associations) = outcome else { return [] }
    // So that the change queue need not list again.
    lanes[identity.id]?.queue.refresh(associations, since: writes, at: date)
    return Set((lanes[identity.id]?.queue.book ?? [:]).keys)
  }
}

extension Plan.Change {
  /// Each of its pairs, as an operation.
  var wishes: [(person: Plan.Person, kind: Operation.Kind, isGrant: Bool)] {
    granted.map { ($0, .grant($0.id), true) }
      + revoked.map { ($0, .revoke(.person($0.id)), false) }
  }
}
