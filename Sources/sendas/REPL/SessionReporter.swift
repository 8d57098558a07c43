import Journal
import Lua
import Runs
import Synchronization

/// What happens in a session, said as in a run; the operations are kept for `:log`.
final class SessionReporter: Reporter {
  private static let mostOperations = 10_000

  let progressInterval = Duration.milliseconds(200)
  private let text = TextReporter(name: "session")
  private let operations = Mutex<[OperationRecord]>([])
  private let isQuiet = Mutex(false)

  /// What was done so far, the latest last.
  var log: [OperationRecord] { operations.withLock { $0 } }

  /// Says nothing of the progress while the person is asked.
  func pause(_ isPaused: Bool) {
    isQuiet.withLock { $0 = isPaused }
    Terminal.clearProgress()
  }

  func report(_ event: RunEvent) {
    switch event {
    case .operation(let operation):
      operations.withLock { all in
        all.append(operation)
        if all.count > Self.mostOperations { all.removeFirst(Self.mostOperations / 2) }
      }
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
