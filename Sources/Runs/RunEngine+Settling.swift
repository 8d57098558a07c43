import CloseAPI
import Journal
import Synchronization

// What has come of changes: journaled, counted, and put into the callers' terms.
extension RunEngine {
  /// Journals outcomes in one commit, then answers the callers.
  func settle(
    _ settled: [(number: Int, settlement: ChangeQueue.Settlement)], of id: UserID
  ) async {
    var outcomes: [OperationOutcome] = []
    var answers: [(Int, Result<Outcome, any Error>)] = []
    for (number, settlement) in settled {
      guard let waiter = waiting[number] else { continue }
      if case .refused(let refusal) = settlement, refusal.message == budget.refusal?.message {
        limitReached(refusal)
      }
      let (state, result) = judge(Self.told(settlement, waiter.asked))
      var ended = end(waiter.asked.record, of: waiter.asked.operation, state, result)
      if case .stopped(_, let granted, let revoked) = settlement {
        ended.result = Outcome.partial(granted: granted, revoked: revoked)
      }
      if lanes[id]?.intended.remove(number) != nil {
        outcomes.append(outcome(of: ended))
      } else {
        keep(ended)
      }
      emit(.operation(ended))
      answers.append((number, result))
    }
    do {
      if !outcomes.isEmpty { try await journal.settle(outcomes) }
      KillPoint.afterOutcome.pass()
    } catch {
      journalFailure = Self.unwritable(error)
    }
    await awaitJournal()
    for (number, result) in answers { answer(number, result) }
  }

  /// Counts, and puts into the caller's terms.
  nonisolated func judge(
    _ settlement: ChangeQueue.Settlement
  ) -> (OperationState, Result<Outcome, any Error>) {
    switch settlement {
    case .granted(let association):
      tally.withLock { $0.granted += 1 }
      return (.done, .success(.granted(association, isNew: true)))
    case .alreadyGranted(let association):
      tally.withLock { $0.alreadyGranted += 1 }
      return (.unchanged, .success(.granted(association, isNew: false)))
    case .revoked:
      tally.withLock { $0.revoked += 1 }
      return (.done, .success(.revoked(true)))
    case .nothingToRevoke:
      tally.withLock { $0.nothingToRevoke += 1 }
      return (.unchanged, .success(.revoked(false)))
    case .replaced(let associations, let granted, let revoked):
      tally.withLock {
        $0.granted += granted.count
        $0.revoked += revoked.count
      }
      let outcome = Outcome.replaced(by: associations, granted: granted, revoked: revoked)
      return (.done, .success(outcome))
    case .synced(let granted, let revoked, let unchanged):
      tally.withLock {
        $0.granted += granted.count
        $0.revoked += revoked.count
        $0.alreadyGranted += unchanged.count
      }
      let outcome = Outcome.synced(granted: granted, revoked: revoked, unchanged: unchanged)
      return (granted.isEmpty && revoked.isEmpty ? .unchanged : .done, .success(outcome))
    case .refused(let refusal): return (.failed, .failure(refusal))
    case .stopped(let error, let granted, let revoked):
      tally.withLock {
        $0.granted += granted.count
        $0.revoked += revoked.count
      }
      return judge(.failed(error))
    case .failed(let error):
      if error.kind == .ambiguous { tally.withLock { $0.ambiguous += 1 } }
      return (error.kind == .ambiguous ? .ambiguous : .failed, .failure(error))
    }
  }

  /// What a change has come to since an earlier attempt may have sent it, and not only since now.
  private static func told(
    _ settlement: ChangeQueue.Settlement, _ asked: Asked
  ) -> ChangeQueue.Settlement {
    guard let before = asked.before.map({ Set($0.map(\.allowedUserID)) }) else {
      return settlement
    }
    switch (settlement, asked.operation.kind) {
    case (.alreadyGranted(let association), _) where !before.contains(association.allowedUserID):
      return .granted(association)
    case (.nothingToRevoke, .revoke(.person(let user))) where before.contains(user):
      return .revoked
    case (.replaced(let all, _, _), .bulk(let bulk)):
      return .replaced(
        by: all, granted: bulk.allowed.filter { !before.contains($0) },
        revoked: bulk.disallowed.filter(before.contains))
    case (.synced(_, let revoked, _), .sync(let users, let prunes)):
      let wanted = Set(users)
      let gone = before.filter { !wanted.contains($0) }.sorted()
      return .synced(
        granted: users.filter { !before.contains($0) }, revoked: prunes ? gone : revoked,
        unchanged: users.filter(before.contains))
    default: return settlement
    }
  }
}
