import CloseAPI
import Journal

// Reads go straight to Close; nothing has to be written before they leave.
extension RunEngine {
  func read(_ operation: Operation) async throws -> Outcome {
    let client = operation.identity.client
    do {
      let outcome: Outcome =
        switch operation.kind {
        case .list(let allowing, let allowed):
          .associations(
            try await resting {
              try await client.associations(allowing: allowing, allowed: allowed)
            })
        case .get(let id):
          .association(try await resting { try await client.association(id) })
        default:
          // Proven when the identity was found, so there is nothing to ask.
          .me(operation.identity.me)
        }
      note(operation, .done, outcome: outcome)
      return outcome
    } catch let error as CloseError where error.kind == .cancelled {
      note(operation, .withdrawn, error: error)
      throw error
    } catch {
      note(operation, .failed, error: error)
      throw error
    }
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
