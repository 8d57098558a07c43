import CloseAPI
public import Journal
import Synchronization

// What earlier attempts have come to, looked up in the journal when it is asked for: a run may have
// made a million changes.
extension RunEngine {
  /// Who waits for what the journal knows of a change.
  struct Recall {
    let key: ChangeKey
    let continuation: CheckedContinuation<OperationRecord?, any Error>
  }

  /// What the journal knows of a change that is asked for now.
  func recall(_ record: OperationRecord) async throws -> Replay.Memory? {
    guard let earlier = try await recalled(ChangeKey(record)) else { return nil }
    let (memory, isRunningOut) = known.judge(earlier)
    if isRunningOut { Task { await readAhead() } }
    return memory
  }

  /// Whether an earlier attempt has made that change in the first task, or may have.
  func knows(_ operation: Operation) async throws -> Bool {
    switch try await recalled(ChangeKey(record(of: operation)))?.state {
    case .done?, .intent?: true
    default: false
    }
  }

  private func recalled(_ key: ChangeKey) async throws -> OperationRecord? {
    guard run.attempt > 1 else { return nil }
    return try await withCheckedThrowingContinuation { continuation in
      recalls.append(Recall(key: key, continuation: continuation))
      // Those who come while the journal is read are looked up together.
      if recalls.count == 1, !isRecalling { Task { await recallAll() } }
    }
  }

  private func recallAll() async {
    isRecalling = true
    while !recalls.isEmpty {
      let waiting = recalls
      recalls = []
      do {
        let found = try await journal.latestChanges(
          waiting.map(\.key), of: run.id, before: run.attempt)
        for (recall, record) in zip(waiting, found) {
          recall.continuation.resume(returning: record)
        }
      } catch {
        let failure = Self.unwritable(error)
        journalFailure = failure
        for recall in waiting { recall.continuation.resume(throwing: failure) }
      }
    }
    isRecalling = false
  }

  /// Reads the next of what earlier attempts have done, ahead of the script.
  func readAhead() async {
    guard run.attempt > 1 else { return }
    while let last = known.beginPage() {
      // Where it cannot be read, those who look a change up are told.
      known.endPage(
        try? await journal.answeredChanges(
          of: run.id, before: run.attempt, after: last, limit: Recollection.page))
    }
  }

  /// Forgets how many equal changes a task has made, because it has ended.
  public nonisolated func taskEnded(_ task: String) {
    occurrences.withLock { $0.forget(task) }
  }

  /// Calls `body` with each change of earlier attempts that this one has not asked for, in their
  /// order; they are not undone.
  ///
  /// - Throws: `JournalError`.
  public func forEachChangeLeft(_ body: (OperationRecord) -> Void) async throws {
    guard run.attempt > 1 else { return }
    var last = 0
    while true {
      let page = try await journal.changes(of: run.id, after: last, limit: 1000)
      for change in page where known.isLeft(change, before: run.attempt) { body(change) }
      guard let end = page.last else { return }
      last = end.number
    }
  }
}
