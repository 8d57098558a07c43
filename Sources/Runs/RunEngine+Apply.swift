import CloseAPI
import Foundation
import Journal

/// A pair of a plan that is not as it was when the plan was made.
public struct DriftedPair: Sendable, Equatable {
  /// Whose permission it is.
  public var allowing: Plan.Person
  /// Who may, or may not, send as them.
  public var allowed: Plan.Person
  /// Whether the permission is there now.
  public var isThere: Bool
}

/// What stands in the way of a plan.
public struct PlanObstacles: Sendable, Equatable {
  /// Pairs that are not as the plan expects.
  public var drifted: [DriftedPair] = []
  /// Changes that cannot be made: their person has no usable credential; with the reason.
  public var impossible: [(change: Plan.Change, reason: String)] = []

  /// Whether there is none.
  public var isEmpty: Bool { drifted.isEmpty && impossible.isEmpty }

  /// Whether the same pairs and people are concerned.
  public static func == (left: PlanObstacles, right: PlanObstacles) -> Bool {
    left.drifted == right.drifted
      && left.impossible.map(\.change) == right.impossible.map(\.change)
  }
}

// Making the changes of a plan, and nothing else.
extension RunEngine {
  /// Looks at every pair of a plan, without changing anything.
  ///
  /// What an earlier attempt of this run has made is as the plan expects.
  ///
  /// - Returns: What stands in the way.
  /// - Throws: `CloseError` where Close gives no answer; ``RunError`` of kind `refused` where the
  ///   plan was made for another organization, or most of a person's permissions would go.
  public func obstacles(of plan: Plan) async throws -> PlanObstacles {
    let organization = try await identity().organization
    guard organization == plan.organizationID else {
      throw RunError(
        .refused,
        "the plan was made for organization \(plan.organizationName ?? plan.organizationID.rawValue),"
          + " and this run acts in \(organization); use the profile that the plan was made with")
    }
    var obstacles = PlanObstacles()
    for change in plan.changes where change.count > 0 {
      let identity: Identity
      do {
        identity = try await self.identity(change.allowing.id.rawValue)
      } catch let error as RunError where error.kind == .noCredential {
        obstacles.impossible.append((change, error.message))
        continue
      }
      let there = try await book(of: identity)
      if let refusal = budget.refusal(
        ofRevoking: change.revoked.count { there.contains($0.id) }, of: there.count,
        allowing: identity.me.email)
      {
        throw refusal
      }
      obstacles.drifted += try await drift(of: change, from: there, identity)
    }
    return obstacles
  }

  private func drift(
    of change: Plan.Change, from there: Set<UserID>, _ identity: Identity
  ) async throws -> [DriftedPair] {
    var drifted: [DriftedPair] = []
    for person in change.granted where there.contains(person.id) {
      guard try await !knows(Operation(.grant(person.id), as: identity)) else { continue }
      drifted.append(DriftedPair(allowing: change.allowing, allowed: person, isThere: true))
    }
    for person in change.revoked where !there.contains(person.id) {
      guard try await !knows(Operation(.revoke(.person(person.id)), as: identity)) else { continue }
      drifted.append(DriftedPair(allowing: change.allowing, allowed: person, isThere: false))
    }
    return drifted
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

  /// Makes the changes of a plan, all at once: they leave by the hundred.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - skipped: Pairs and people that are left out.
  /// - Returns: What failed.
  public func apply(_ plan: Plan, without skipped: PlanObstacles) async -> [ItemFailure] {
    let drifted = Set(skipped.drifted.map { Pair($0.allowing.id, $0.allowed.id) })
    let impossible = Set(skipped.impossible.map(\.change.allowing.id))
    let changes = plan.changes.filter { !impossible.contains($0.allowing.id) }
    itemsKnown(changes.reduce(plan.writes.count) { $0 + $1.count })
    return await pairs(of: changes, drifted) + writes(of: plan)
  }

  /// Other changes leave one after the other, in their order.
  private func writes(of plan: Plan) async -> [ItemFailure] {
    var failures: [ItemFailure] = []
    for write in plan.writes {
      let failure = await make(write)
      itemEnded(failure)
      if let failure {
        failures.append(failure)
        break
      }
    }
    return failures
  }

  private func make(_ write: Plan.Write) async -> ItemFailure? {
    let name = "\(write.method) by \(write.identity.email)"
    do {
      let request = try ResourceRequest(
        ResourceRequest.Method(rawValue: write.method) ?? .post,
        json: try JSONValue(parsing: write.request))
      return await make(.request(request), name, write.identity)
    } catch { return Self.failure(name, error) }
  }

  private func pairs(of changes: [Plan.Change], _ drifted: Set<Pair>) async -> [ItemFailure] {
    await withTaskGroup(of: ItemFailure?.self) { group in
      for change in changes {
        let wishes =
          change.granted.map { ($0, Operation.Kind.grant($0.id)) }
          + change.revoked.map { ($0, Operation.Kind.revoke(.person($0.id))) }
        for (person, kind) in wishes
        where !drifted.contains(Pair(change.allowing.id, person.id)) {
          // Counted before any of them begins, so that the first does not leave alone.
          stillness.moves()
          group.addTask { [self] in
            defer { stillness.rests() }
            let failure = await make(
              kind, "\(change.allowing.email) -> \(person.email)", change.allowing)
            itemEnded(failure)
            return failure
          }
        }
      }
      // The caller only waits now.
      stillness.rests()
      defer { stillness.moves() }
      var failures: [ItemFailure] = []
      for await failure in group { if let failure { failures.append(failure) } }
      return failures
    }
  }

  private struct Pair: Hashable {
    let allowing: UserID
    let allowed: UserID

    init(_ allowing: UserID, _ allowed: UserID) {
      (self.allowing, self.allowed) = (allowing, allowed)
    }
  }

  private func make(
    _ kind: Operation.Kind, _ name: String, _ allowing: Plan.Person
  ) async -> ItemFailure? {
    do {
      _ = try await perform(
        Operation(kind, as: try await identity(allowing.id.rawValue)))
      return nil
    } catch { return Self.failure(name, error) }
  }

  private static func failure(_ name: String, _ error: any Error) -> ItemFailure {
    let (kind, message) =
      switch error {
      case let error as RunError: (error.kind.rawValue, error.message)
      case let error as CloseError: (error.kind.rawValue, error.message)
      default: ("script", "\(error)")
      }
    return ItemFailure(index: 0, name: name, kind: kind, message: message, place: nil)
  }
}
