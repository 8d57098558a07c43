import CloseAPI
import Journal
import Synchronization

// The way of requests for any resource: reads go straight to Close, changes leave an intent first.
extension RunEngine {
  @inline(never)
  func request(
    _ asked: Asked, _ request: ResourceRequest
  ) async throws -> Outcome {
    let operation = asked.operation
    guard !request.isRead else {
      return try await answering(asked) {
        let client = operation.identity.client
        return .found(try await resting { try await client.send(request) })
      }
    }
    try refuseUnknown(asked)
    if let refusal = budget.take(granting: 1, revoking: 0) {
      note(asked, .failed, error: refusal)
      limitReached(refusal)
      throw refusal
    }
    let record = try await intend(asked)
    openRequests += 1
    // Awaited even if the task that asked is cancelled: what has left is never abandoned.
    let sent = Task { try await operation.identity.client.send(request) }
    stillness.rests()
    let result = await sent.result
    KillPoint.afterAnswer.pass()
    stillness.moves()
    // Who belongs to the organization may be another matter now; it is listed anew when asked for.
    if request.path.description.hasPrefix("/membership/") { people = nil }
    let outcome = await settle(record, operation, result)
    openRequests -= 1
    wakeIfIdle()
    return try outcome.get()
  }

  /// An earlier attempt may have sent it and has not heard of it: what adds something is not sent
  /// again by itself.
  private func refuseUnknown(_ asked: Asked) throws {
    guard asked.record.number > 0, asked.record.state == .intent,
      case .request(let request) = asked.operation.kind, request.method == .post,
      !request.isRepeatable
    else { return }
    let error = CloseError(
      .ambiguous,
      "an earlier attempt may have sent this request and has not heard of it; look in Close, and send it"
        + " again with 'sendas retry --ambiguous \(run.id)' if it was not made")
    tally.withLock { $0.ambiguous += 1 }
    note(asked, .ambiguous, error: error)
    throw error
  }

  /// Writes down what is about to be sent, durable, together with what was noted before it.
  private func intend(_ asked: Asked) async throws -> OperationRecord {
    KillPoint.beforeIntent.pass()
    var record = asked.record
    // One that an earlier attempt has left open has its row already.
    guard record.number == 0 else {
      try await flushRecords()
      return record
    }
    record.request = nextRequest()
    record = try await write([record]).first ?? record
    KillPoint.afterIntent.pass()
    return record
  }

  private func settle(
    _ record: OperationRecord, _ operation: Operation, _ result: Result<JSONValue?, any Error>
  ) async -> Result<Outcome, any Error> {
    let state: OperationState
    var answer: Result<Outcome, any Error>
    switch result {
    case .success(let json): (state, answer) = (.done, .success(.written(json)))
    case .failure(let error):
      answer = .failure(await judged(error, operation.identity))
      state =
        switch (error as? CloseError)?.kind {
        case .ambiguous?: .ambiguous
        case .cancelled?: .withdrawn
        default: .failed
        }
    }
    if state == .ambiguous { tally.withLock { $0.ambiguous += 1 } }
    let ended = end(record, of: operation, state, answer)
    do {
      try await journal.settle([outcome(of: ended)])
      KillPoint.afterOutcome.pass()
    } catch {
      let failure = Self.unwritable(error)
      journalFailure = failure
      // What Close said is lost with the journal, and the run cannot go on without it.
      answer = .failure(failure)
    }
    emit(.operation(ended))
    return answer
  }

  // MARK: Credentials that die in mid-run

  /// Refuses an operation of an identity whose credential Close does not accept any more: each 401
  /// costs quota, and no other request can fare better.
  func refuseDead(_ asked: Asked) throws {
    let id = asked.operation.identity.id
    guard let error = refusals[id] ?? lanes[id]?.queue.refusal else { return }
    note(asked, .failed, error: error)
    throw error
  }

  /// What an error says of the identity's credential.
  ///
  /// Some of Close's older resources answer 401 where a person has not the permission, so `/me/` is
  /// asked what is meant.
  func judged(_ error: any Error, _ identity: Identity) async -> any Error {
    guard let told = error as? CloseError, told.kind == .unauthorized else { return error }
    if refusals[identity.id] == nil {
      do {
        _ = try await resting { try await identity.client.me() }
        return CloseError(
          .forbidden,
          "\(identity.me.email) has not the permission for this: Close accepts the credential, but"
            + " answers this request as unauthorized. Check the person's role.",
          status: told.status, fieldErrors: told.fieldErrors, errors: told.errors,
          operation: told.operation, identity: told.identity, attempts: told.attempts, cause: told)
      } catch let proof as CloseError where proof.kind == .unauthorized {
        refusals[identity.id] = told
        lanes[identity.id]?.queue.refusal = told
        tellWhatStands(of: identity.id)
      } catch {
        // Close could not be asked; the next request will show.
      }
    }
    return told
  }
}
