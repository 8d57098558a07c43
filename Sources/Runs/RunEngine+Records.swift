import CloseAPI
import Foundation
import Journal
import Synchronization

// What the journal keeps of operations.
extension RunEngine {
  /// Notes an operation that ended without an intent; written with the next commit.
  func note(
    _ asked: Asked, _ state: OperationState, outcome: Outcome? = nil,
    error: (any Error)? = nil
  ) {
    let result: Result<Outcome, any Error> =
      outcome.map { .success($0) } ?? .failure(error ?? RunError(.cancelled, "the run ended"))
    let ended = end(asked.record, of: asked.operation, state, result)
    if ended.number == 0 {
      keep(ended)
    } else if state != .withdrawn {
      // One that an earlier attempt has left open has its row already; withdrawn, it stays open.
      reopened.append(self.outcome(of: ended))
    }
    emit(.operation(ended))
  }

  /// Keeps what ended without an intent until there is enough of it for a commit, or one is made
  /// anyway: losing it in a crash loses nothing but a line of the history.
  nonisolated func keep(_ ended: OperationRecord) {
    guard known.note(ended) % Self.mostKept == 0 else { return }
    Task { try? await flushRecords() }
  }

  private static let mostKept = 500

  /// Lets the journal catch up where tasks make operations faster than it writes them: what waits to
  /// be written is in memory.
  func awaitJournal() async {
    guard flushes.count >= Self.mostFlushes, let oldest = flushes.keys.min() else { return }
    _ = await flushes[oldest]?.result
  }

  private static let mostFlushes = 4

  /// Writes down what was noted; also waits for what another is writing just now, because the end of
  /// the run may not overtake it.
  func flushRecords() async throws { _ = try await write([]) }

  /// Writes intents down, durable, together with what was noted before them.
  ///
  /// - Returns: The intents with their numbers.
  func write(_ intents: [OperationRecord]) async throws -> [OperationRecord] {
    let (batch, ends) = (known.takeNoted(), reopened)
    reopened = []
    lastWritten = .now
    flushCount += 1
    let number = flushCount
    // It looks the one before it up by number: a task that held it would hold all before that one,
    // with everything that they have written.
    let flush = Task {
      // Without intents it may be the end of the run.
      if intents.isEmpty { _ = await flushes[number - 1]?.result }
      guard !intents.isEmpty || !batch.isEmpty || !ends.isEmpty else { return [OperationRecord]() }
      return try await journal.intend(intents, recording: batch, settling: ends)
    }
    flushes[number] = flush
    defer {
      flushes[number] = nil
      known.wrote(batch.count)
    }
    do { return try await flush.value } catch {
      let failure = Self.unwritable(error)
      journalFailure = failure
      throw failure
    }
  }

  nonisolated func record(of operation: Operation) -> OperationRecord {
    record(of: operation, WrittenOperation(operation))
  }

  nonisolated func record(
    of operation: Operation, _ written: WrittenOperation, _ key: ChangeKey? = nil
  ) -> OperationRecord {
    OperationRecord(
      run: run.id, attempt: run.attempt, identity: operation.identity.id.rawValue,
      kind: operation.kind.name, arguments: written.arguments, taskKey: written.taskKey,
      occurrence: key?.occurrence ?? 1, place: operation.place, startedAt: Date(),
      content: key?.content)
  }

  /// What the journal keeps of an operation that has to be looked through for secrets.
  struct WrittenOperation {
    let arguments: String
    let taskKey: String

    init(_ operation: Operation) {
      arguments = operation.kind.canonicalArguments
      taskKey = SecretRedactor.shared.redact(operation.task)
    }
  }

  /// By what a change is recognised in another attempt: the next of equal ones in its task.
  nonisolated func nextKey(of change: Operation, _ written: WrittenOperation) -> ChangeKey {
    let task = TaskKey.stable(written.taskKey)
    let content = ChangeKey.content(
      identity: change.identity.id.rawValue, kind: change.kind.name,
      arguments: written.arguments, task: task)
    return ChangeKey(
      content: content,
      occurrence: occurrences.withLock { $0.next(content, in: task, at: change.task) })
  }

  /// What held before a change, by the identity's book; undo rests on it.
  func before(_ request: ChangeQueue.Request, of id: UserID) -> String {
    let book = lanes[id]?.queue.book ?? [:]
    // Of a bulk in parts: before the first of them.
    let people = lanes[id]?.queue.explicitPeople ?? request.allowed + request.disallowed
    return JSONValue.array(people.compactMap { book[$0]?.json }).description
  }

  nonisolated func end(
    _ record: OperationRecord, of operation: Operation, _ state: OperationState,
    _ result: Result<Outcome, any Error>
  ) -> OperationRecord {
    var record = record
    record.state = state
    record.endedAt = Date()
    switch result {
    case .success(let outcome):
      record.result = SecretRedactor.shared.redact(
        outcome.journaled(allowing: operation.identity.id, allowed: operation.kind.grantee))
    case .failure(let error): record.error = Self.journaled(error)
    }
    return record
  }

  func outcome(of record: OperationRecord) -> OperationOutcome {
    OperationOutcome(
      run: record.run, number: record.number, state: record.state, request: record.request,
      result: record.result, error: record.error, endedAt: record.endedAt ?? Date())
  }

  private static func journaled(_ error: any Error) -> String {
    var fields: [(String, JSONValue)] = []
    switch error {
    case let error as CloseError:
      fields = [("kind", .string(error.kind.rawValue)), ("message", .string(error.message))]
      if let status = error.status { fields.append(("status", .integer(Int64(status)))) }
    case let error as RunError:
      fields = [("kind", .string(error.kind.rawValue)), ("message", .string(error.message))]
    default:
      fields = [("message", .string("\(error)"))]
    }
    return SecretRedactor.shared.redact(JSONValue.object(fields)).description
  }
}
