import Journal
import Lua
import Runs
import Synchronization

/// What happens in a session, said as in a run; the operations are kept for `:log`.
final class SessionReporter: Reporter {
  private static let mostOperations = 10_000

  let progressInterval = Duration.milliseconds(200)
  private let text = TextReporter(name: "session", isResumable: false)
  private let operations = Mutex<[OperationRecord]>([])
  private let isQuiet = Mutex(false)
  private let changes = Mutex<ClosedRange<Int>?>(nil)

  /// What was done so far, the latest last.
  var log: [OperationRecord] { operations.withLock { $0 } }

  /// The numbers of the operations between which changes were made since this was asked last.
  func takeChanges() -> ClosedRange<Int>? {
    changes.withLock { changes in
      defer { changes = nil }
      return changes
    }
  }

  private func note(_ operation: OperationRecord) {
    operations.withLock { all in
      all.append(operation)
      if all.count > Self.mostOperations { all.removeFirst(Self.mostOperations / 2) }
    }
    // Reads and what was so already have no number yet.
    guard operation.number > 0, operation.state != .withdrawn, operation.state != .unchanged
    else { return }
    changes.withLock { changes in
      let numbers = changes ?? operation.number...operation.number
      changes =
        min(numbers.lowerBound, operation.number)...max(numbers.upperBound, operation.number)
    }
  }

  /// Says nothing of the progress while the person is asked.
  func pause(_ isPaused: Bool) {
    isQuiet.withLock { $0 = isPaused }
    Terminal.clearProgress()
  }

  func report(_ event: RunEvent) {
    switch event {
    case .operation(let operation): note(operation)
    case .finished(let summary) where summary.progress.requests == 0: Terminal.clearProgress()
    // Said to a person who waits for one answer, it would be in the way.
    case .forecast: break
    default: text.report(event)
    }
  }

  func progress(_ progress: RunProgress, after elapsed: Duration) {
    // Inside, so that nothing is drawn once the question is there.
    isQuiet.withLock { if !$0 { text.progress(progress, after: elapsed) } }
  }

  func interrupted(by signal: Int32) {}

  func failed(_ error: LuaError) { text.failed(error) }
}
