import CloseAPI
import Journal
import Synchronization

// The way of every operation: what is known of it, what is refused, and where it goes.
extension RunEngine {
  /// Carries one operation out and answers what came of it.
  ///
  /// A change that has left is never abandoned: it is awaited and journaled even if the calling task
  /// is cancelled. One that still waits is withdrawn.
  ///
  /// - Throws: ``RunError`` where it is refused or withdrawn, `CloseError` where Close says no.
  public nonisolated func perform(_ operation: Operation) async throws -> Outcome {
    switch begin(operation) {
    case .ended(let outcome): outcome
    case .waits(let begun): try await perform(begun)
    }
  }

  /// Begins an operation: once, for it counts among equal ones of its task.
  public nonisolated func begin(_ operation: Operation) -> OperationBeginning {
    let written = WrittenOperation(operation)
    guard operation.kind.isChange else {
      return .waits(BegunOperation(operation, record(of: operation, written)))
    }
    let key = nextKey(of: operation, written)
    // Whether the journal knows of a change that is not at hand here only the journal can tell.
    if run.attempt > 1, let outcome = recallAtOnce(operation, key) { return .ended(outcome) }
    let record = record(of: operation, written, key)
    if run.attempt == 1, let outcome = settleAtOnce(operation, record) { return .ended(outcome) }
    return .waits(BegunOperation(operation, record))
  }

  /// Carries out an operation that has begun.
  ///
  /// - Throws: As ``perform(_:)-(Operation)``.
  public func perform(_ begun: BegunOperation) async throws -> Outcome {
    let asked = Asked(begun)
    let operation = asked.operation
    if let journalFailure, !options.onlyReads || operation.kind.isChange { throw journalFailure }
    if operation.kind.isChange, let outcome = try await remembered(asked) { return outcome }
    try await check(asked)
    // A task that was told to end while this was on its way asks for nothing any more.
    guard !Task.isCancelled, !hasEnded else {
      note(asked, .withdrawn, error: Self.interrupted)
      throw Self.interrupted
    }
    try refuseDead(asked)
    if operation.kind.isChange {
      if isPlanning { return try await plan(operation) }
      try hold(operation.identity.organization)
    }
    return try await carryOut(asked)
  }

  /// What an earlier attempt has come to; nil where the change is to be made.
  ///
  /// - Throws: What it was refused with.
  // Never inlined, as the other steps: what they hold would be held by thousands that wait.
  @inline(never)
  private func remembered(_ asked: Asked) async throws -> Outcome? {
    switch try await recall(asked.record) {
    case .answered(let known):
      guard let outcome = Outcome(known) else { return nil }
      tally.withLock { $0.replayed += 1 }
      return outcome
    case .refused(let known):
      // Nobody knows it any better than before.
      if known.state == .ambiguous { tally.withLock { $0.ambiguous += 1 } }
      throw known.journaledError
    case .unknown(let known):
      asked.record = known
      asked.before = known.associationsBefore
    case nil: break
    }
    return nil
  }

  @inline(never)
  private func carryOut(_ asked: Asked) async throws -> Outcome {
    switch asked.operation.kind {
    case .me, .list, .get: return try await read(asked)
    case .request(let request): return try await self.request(asked, request)
    case .grant(let user): return try await change(asked, to: user, .grant)
    case .revoke(.person(let user)): return try await change(asked, to: user, .revoke)
    case .revoke(.association(let id)): return try await revoke(asked, id)
    case .bulk(let bulk):
      return try await wait(for: asked) { queue, number in queue.add(bulk, id: number) }
    case .sync(let users, let prunes):
      let keeps = try await protectedUsers()
      return try await wait(for: asked) { queue, number in
        queue.add(ChangeQueue.Sync(id: number, users: users, prunes: prunes, keeps: keeps))
      }
    }
  }

  /// What is said against an operation before it is sent, or nil; nothing is sent but reads.
  ///
  /// - Throws: As ``person(_:)``, where a rule needs to know who there is.
  public func refusal(of operation: Operation) async throws -> RunError? {
    // Somebody who was found while changes were planned, and has nothing to make them with.
    if !isPlanning, !operation.identity.hasCredential {
      return RunError(
        .noCredential,
        "no credential is configured for '\(operation.identity.me.email)': what is done in their name"
          + " can be planned and not sent; add a profile for them")
    }
    // What needs nobody's listing is refused without one.
    let guardrails = options.guardrails
    if let refusal = guardrails.refusal(of: operation, people: await people?.known) {
      return refusal
    }
    return guardrails.refusal(of: operation, people: try await people(for: operation))
  }

  /// Throws what a guardrail says of it.
  @inline(never)
  private func check(_ asked: Asked) async throws {
    guard let refusal = try await refusal(of: asked.operation) else { return }
    if isPlanning { overlay.refused(refusal, at: asked.operation.place) }
    note(asked, .failed, error: refusal)
    throw refusal
  }

  private func protectedUsers() async throws -> Set<UserID> {
    let words = options.guardrails.protected
    guard !words.isEmpty else { return [] }
    let directory = try await directory()
    return Set(words.map { directory.person($0)?.id ?? UserID($0) })
  }

  private func hold(_ organization: OrganizationID) throws(RunError) {
    guard !isHeld, let hold = options.hold else { return }
    try hold(organization, run)
    isHeld = true
  }

  /// Sets what is called, on any thread, when a limit of the run has refused a change: nothing that
  /// the run does from then on can change that.
  public func whenLimitIsReached(_ handler: @escaping @Sendable (RunError) -> Void) {
    whenRefused = handler
  }

  func limitReached(_ refusal: RunError) {
    whenRefused?(refusal)
    whenRefused = nil
  }
}
