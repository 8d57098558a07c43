import Synchronization

/// A clock that stands still until told to go on.
final class ManualClock: Clock, Sendable {
  struct Instant: InstantProtocol {
    var sinceStart: Duration

    func advanced(by duration: Duration) -> Instant {
      Instant(sinceStart: sinceStart + duration)
    }

    func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }

    static func < (a: Instant, b: Instant) -> Bool { a.sinceStart < b.sinceStart }
  }

  private struct Sleeper {
    var deadline: Instant
    var continuation: CheckedContinuation<Void, any Error>
  }

  private struct Watcher {
    var sleepers: Int
    var continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var now = Instant(sinceStart: .zero)
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
    var watchers: [Watcher] = []
    var lastID = 0

    /// Takes out the watchers who have what they wait for.
    mutating func satisfiedWatchers() -> [Watcher] {
      let count = sleepers.count
      defer { watchers.removeAll { $0.sleepers <= count } }
      return watchers.filter { $0.sleepers <= count }
    }
  }

  private let state = Mutex(State())

  var now: Instant { state.withLock(\.now) }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        add(Sleeper(deadline: deadline, continuation: continuation), id: id)
      }
    } onCancel: {
      cancel(id)
    }
  }

  private func add(_ sleeper: Sleeper, id: Int) {
    let (isCancelled, isDue, watchers) = state.withLock { state in
      // The handler of a cancellation may run before the sleeper is in place.
      if state.cancelled.remove(id) != nil { return (true, false, [Watcher]()) }
      if sleeper.deadline <= state.now { return (false, true, []) }
      state.sleepers[id] = sleeper
      return (false, false, state.satisfiedWatchers())
    }
    if isCancelled { sleeper.continuation.resume(throwing: CancellationError()) }
    if isDue { sleeper.continuation.resume() }
    for watcher in watchers { watcher.continuation.resume() }
  }

  private func cancel(_ id: Int) {
    let sleeper = state.withLock { state in
      guard let sleeper = state.sleepers.removeValue(forKey: id) else {
        state.cancelled.insert(id)
        return Sleeper?.none
      }
      return sleeper
    }
    sleeper?.continuation.resume(throwing: CancellationError())
  }

  /// Lets time pass and wakes all whose time has come, the earliest first.
  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let now = state.now
      let due = state.sleepers.filter { $0.value.deadline <= now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
    }
    for (_, sleeper) in due { sleeper.continuation.resume() }
  }

  /// Waits until at least so many tasks sleep on this clock.
  func waitForSleepers(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.sleepers.count >= count { return true }
        state.watchers.append(Watcher(sleepers: count, continuation: continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }
}
