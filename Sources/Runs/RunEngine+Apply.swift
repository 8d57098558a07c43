import CloseAPI
import Foundation
import Journal

// Making the changes of a plan, and nothing else.
extension RunEngine {
  /// Makes the changes of a plan, all at once: they leave by the hundred.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - skipped: Pairs and people that are left out.
  /// - Returns: What failed.
  public func apply(_ plan: Plan, without skipped: PlanObstacles) async -> [ItemFailure] {
    let leftOut = Set(
      skipped.drifted.map { Pair($0.allowing.id, $0.allowed.id) }
        + skipped.refused.map { Pair($0.allowing.id, $0.allowed.id) })
    let impossible = Set(skipped.impossible.map(\.change.allowing.id))
    let changes = plan.changes.filter { !impossible.contains($0.allowing.id) }
    itemsKnown(changes.reduce(plan.writes.count) { $0 + $1.count })
    return await pairs(of: changes, leftOut) + writes(of: plan)
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
      return await make(.request(try write.resourceRequest), name, write.identity)
    } catch { return Self.failure(name, error) }
  }

  private func pairs(of changes: [Plan.Change], _ leftOut: Set<Pair>) async -> [ItemFailure] {
    await withTaskGroup(of: ItemFailure?.self) { group in
      for change in changes {
        for (person, kind, _) in change.wishes
        where !leftOut.contains(Pair(change.allowing.id, person.id)) {
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

extension Plan.Write {
  /// The request as it is sent.
  var resourceRequest: ResourceRequest {
    get throws {
      try ResourceRequest(
        ResourceRequest.Method(rawValue: method) ?? .post, json: try JSONValue(parsing: request))
    }
  }
}
