import CloseAPI
import Foundation
import Journal

// Reads go straight to Close; nothing has to be written before they leave.
extension RunEngine {
  @inline(never)
  func read(_ asked: Asked) async throws -> Outcome {
    let operation = asked.operation
    let client = operation.identity.client
    return try await answering(asked) {
      switch operation.kind {
      case .list(let allowing, let allowed):
        .associations(try await list(allowing: allowing, allowed: allowed, operation.identity))
      case .get(let id):
        .association(try await association(id, operation.identity, client))
      default:
        // Most often proven when the identity was found, and then there is nothing to ask.
        .me(try await identities.provenNow(operation.identity).me)
      }
    }
  }

  /// Notes how a read has ended.
  func answering(
    _ asked: Asked, _ body: () async throws -> Outcome
  ) async throws -> Outcome {
    do {
      let outcome = try await body()
      note(asked, .done, outcome: outcome)
      return outcome
    } catch let error as CloseError where error.kind == .cancelled {
      note(asked, .withdrawn, error: error)
      throw error
    } catch {
      let told = await judged(error, asked.operation.identity)
      note(asked, .failed, error: told)
      throw told
    }
  }

  private func association(
    _ id: AssociationID, _ identity: Identity, _ client: CloseClient
  ) async throws -> Association {
    if isPlanning { return try await planned(id, identity) }
    return try await resting { try await client.association(id) }
  }

  private func list(
    allowing: UserID?, allowed: UserID?, _ identity: Identity
  ) async throws -> [Association] {
    if isPlanning { return try await planned(allowing: allowing, allowed: allowed, identity) }
    let writes = lanes[identity.id]?.queue.writes
    let date = Date()
    let associations = try await resting {
      try await identity.client.associations(allowing: allowing, allowed: allowed)
    }
    // All that the identity allows: the newest before-state there is.
    if let writes, allowed == nil, allowing == nil || allowing == identity.id {
      lanes[identity.id]?.queue.refresh(associations, since: writes, at: date)
      tellWhatStands(of: identity.id)
    }
    return associations
  }

  /// Lets the caller count as resting while it waits for Close.
  func resting<Value: Sendable>(
    _ body: @Sendable () async throws -> Value
  ) async throws -> Value {
    stillness.rests()
    defer { stillness.moves() }
    return try await body()
  }
}
