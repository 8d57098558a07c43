/// A value that is fetched once, however many ask for it at the same time.
///
/// Those who wait count as at rest; when the answer comes, all of them count as moving before the
/// first is woken (see ``Stillness``).
actor SharedFetch<Value: Sendable> {
  private enum State {
    case idle
    case fetching([CheckedContinuation<Value, any Error>])
    case known(Result<Value, any Error>)
  }

  private let stillness: Stillness
  private let keepsFailure: Bool
  private let fetch: @Sendable () async throws -> Value
  private var state = State.idle

  /// `keepsFailure`: whether a failure is the answer from then on, or the next to ask tries again.
  init(
    _ stillness: Stillness, keepsFailure: Bool,
    fetch: @escaping @Sendable () async throws -> Value
  ) {
    (self.stillness, self.keepsFailure, self.fetch) = (stillness, keepsFailure, fetch)
  }

  var value: Value {
    get async throws {
      switch state {
      case .known(let result): return try result.get()
      case .idle:
        state = .fetching([])
        Task { finish(await result()) }
      case .fetching: break
      }
      return try await withCheckedThrowingContinuation { continuation in
        guard case .fetching(let waiting) = state else { preconditionFailure("nothing is fetched") }
        state = .fetching(waiting + [continuation])
        stillness.rests()
      }
    }
  }

  /// The value, if it is there already.
  var known: Value? { if case .known(.success(let value)) = state { value } else { nil } }

  private func result() async -> Result<Value, any Error> {
    do { return .success(try await fetch()) } catch { return .failure(error) }
  }

  private func finish(_ result: Result<Value, any Error>) {
    guard case .fetching(let waiting) = state else { return }
    if case .failure = result, !keepsFailure { state = .idle } else { state = .known(result) }
    stillness.moves(waiting.count)
    for continuation in waiting { continuation.resume(with: result) }
  }
}
