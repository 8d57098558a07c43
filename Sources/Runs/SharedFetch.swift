/// A value that is fetched once, however many ask for it at the same time.
///
/// Those who wait count as at rest; when the answer comes, all of them count as moving before the
/// first is woken (see ``Stillness``). `fetch` itself is not counted, so it may not wait for another.
actor SharedFetch<Value: Sendable> {
  private enum State { case idle, fetching, known(Result<Value, any Error>) }

  private let stillness: Stillness
  private let isFinal: @Sendable (any Error) -> Bool
  private let fetch: @Sendable () async throws -> Value
  private var state = State.idle
  private var waiting: [CheckedContinuation<Value, any Error>] = []

  /// `isFinal`: whether a failure is the answer from then on, or the next to ask tries again.
  init(
    _ stillness: Stillness, isFinal: @escaping @Sendable (any Error) -> Bool = { _ in false },
    fetch: @escaping @Sendable () async throws -> Value
  ) {
    (self.stillness, self.isFinal, self.fetch) = (stillness, isFinal, fetch)
  }

  var value: Value {
    get async throws {
      switch state {
      case .known(let result): return try result.get()
      case .idle: return try await first()
      case .fetching: break
      }
      return try await withCheckedThrowingContinuation { continuation in
        waiting.append(continuation)
        stillness.rests()
      }
    }
  }

  /// Fetches in the task of the first who asks: another one would have to be woken, and would wake this.
  private func first() async throws -> Value {
    state = .fetching
    stillness.rests()
    let result = await result()
    // Before the others are woken, as they do.
    stillness.moves()
    if Task.isCancelled, case .failure = result {
      giveUp()
    } else {
      finish(result)
    }
    return try result.get()
  }

  /// The one who fetched was told to stop, which is no answer for the others.
  private func giveUp() {
    guard !waiting.isEmpty else {
      state = .idle
      return
    }
    Task { finish(await result()) }
  }

  /// The value, if it is there already.
  var known: Value? { if case .known(.success(let value)) = state { value } else { nil } }

  private func result() async -> Result<Value, any Error> {
    do { return .success(try await fetch()) } catch { return .failure(error) }
  }

  private func finish(_ result: Result<Value, any Error>) {
    if case .failure(let error) = result, !isFinal(error) {
      state = .idle
    } else {
      state = .known(result)
    }
    let continuations = waiting
    waiting = []
    stillness.moves(continuations.count)
    for continuation in continuations { continuation.resume(with: result) }
  }
}
