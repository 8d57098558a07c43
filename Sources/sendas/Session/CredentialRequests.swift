import Synchronization

/// The credentials that are being fetched, some by commands that take their time or hang: Ctrl-C ends
/// the waiting for them.
final class CredentialRequests: Sendable {
  private struct State {
    var last = 0
    var running: [Int: @Sendable () -> Void] = [:]
    var isStopped = false
  }

  private let state = Mutex(State())

  /// Fetches, unless nothing is to be fetched any more.
  ///
  /// - Parameter body: Fetches; it is cancelled by ``stop()``.
  /// - Returns: What `body` gives.
  /// - Throws: What `body` throws; `CancellationError` after ``stop()``.
  func fetch<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task(operation: body)
    let number = state.withLock { state -> Int? in
      guard !state.isStopped else { return nil }
      state.last += 1
      state.running[state.last] = { task.cancel() }
      return state.last
    }
    if number == nil { task.cancel() }
    defer { if let number { state.withLock { $0.running[number] = nil } } }
    return try await task.value
  }

  /// Ends what is being fetched, and fetches nothing from now on.
  func stop() {
    let running = state.withLock { state in
      state.isStopped = true
      return Array(state.running.values)
    }
    for cancel in running { cancel() }
  }
}
