/// How many programs may be asked for keys at once.
///
/// A run may have hundreds of profiles with an `api_key_command`; password managers and small machines
/// do not take that many at the same time.
actor CommandSlots {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int = 8) { free = count }

  /// Does `body` when a place is free; the time until then is no part of its patience.
  nonisolated func holding<Value: Sendable>(
    _ body: () async throws -> Value
  ) async throws -> Value {
    await take()
    let result: Result<Value, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    await give()
    return try result.get()
  }

  private func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// The place goes on to who waits longest.
  private func give() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
