import Runs
import Synchronization

/// Listens to a run for those who read its report later: which items have failed, and how the
/// requests came along with the rate limit.
final class RunNotebook: Sendable {
  private struct State {
    var notes = RunNotes()
    var watch: Task<Void, Never>?
  }

  private let state = Mutex(State())
  private let started = ContinuousClock.now

  deinit { state.withLock { $0.watch?.cancel() } }

  /// Takes note of what happens.
  func hear(_ event: RunEvent) {
    guard case .itemFailed(let failure) = event else { return }
    state.withLock { $0.notes.add(failure) }
  }

  /// Looks at the counts once a second.
  func watch(_ engine: RunEngine) {
    let task = Task { [weak self] in
      while (try? await Task.sleep(for: .seconds(1))) != nil {
        let progress = await engine.progress()
        self?.look(progress)
      }
    }
    state.withLock { $0.watch = task }
  }

  /// What was noted, when the run has ended.
  func close(_ progress: RunProgress) -> RunNotes {
    look(progress)
    return state.withLock { state in
      state.watch?.cancel()
      return state.notes
    }
  }

  private func look(_ progress: RunProgress) {
    let seconds = Int((ContinuousClock.now - started).inSeconds)
    state.withLock {
      $0.notes.add(
        RunNotes.Moment(
          second: seconds, requests: progress.requests, throttled: progress.throttled,
          isWaiting: progress.waitingForLimit != nil))
    }
  }
}
