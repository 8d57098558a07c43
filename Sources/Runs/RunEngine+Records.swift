import CloseAPI
import Foundation
import Journal

// What the journal keeps of operations.
extension RunEngine {
  /// Notes an operation that ended without an intent; written with the next commit.
  func note(
    _ asked: Asked, _ state: OperationState, outcome: Outcome? = nil,
    error: (any Error)? = nil
  ) {
    let result: Result<Outcome, any Error> =
      outcome.map { .success($0) } ?? .failure(error ?? RunError(.cancelled, "the run ended"))
    let ended = end(asked.record, state, result)
    // One that an earlier attempt has left open has its row already.
    if ended.number > 0 { reopened.append(self.outcome(of: ended)) } else { records.append(ended) }
    emit(.operation(ended))
  }

  /// Writes down what was noted; also waits for what another is writing just now, because the end of
  /// the run may not overtake it.
  func flushRecords() async throws {
    guard !records.isEmpty || !reopened.isEmpty || lastFlush != nil else { return }
    let earlier = lastFlush
    let flush = Task {
      _ = await earlier?.result
      try await writeRecords()
    }
    lastFlush = flush
    defer { if lastFlush == flush { lastFlush = nil } }
    try await flush.value
  }

  private func writeRecords() async throws {
    guard !records.isEmpty || !reopened.isEmpty else { return }
    let (batch, ends) = (records, reopened)
    (records, reopened) = ([], [])
    do {
      try await journal.record(batch)
      try await journal.settle(ends)
    } catch {
      (records, reopened) = (batch + records, ends + reopened)
      let failure = Self.unwritable(error)
      journalFailure = failure
      throw failure
    }
  }

  func record(of operation: Operation) -> OperationRecord {
    OperationRecord(
      run: run.id, attempt: run.attempt, identity: operation.identity.id.rawValue,
      kind: operation.kind.name, arguments: operation.kind.canonicalArguments,
      taskKey: SecretRedactor.shared.redact(operation.task), place: operation.place,
      startedAt: Date())
  }

  /// What held before a change, by the identity's book; undo rests on it.
  func before(_ request: ChangeQueue.Request, of id: UserID) -> String {
    let book = lanes[id]?.queue.book ?? [:]
    // Of a bulk in parts: before the first of them.
    let people = lanes[id]?.queue.explicitPeople ?? request.allowed + request.disallowed
    return JSONValue.array(people.compactMap { book[$0]?.json }).description
  }

  func end(
    _ record: OperationRecord, _ state: OperationState, _ result: Result<Outcome, any Error>
  ) -> OperationRecord {
    var record = record
    record.state = state
    record.endedAt = Date()
    switch result {
    case .success(let outcome):
      record.result = SecretRedactor.shared.redact(outcome.journaled)
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
