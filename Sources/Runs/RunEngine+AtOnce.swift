import CloseAPI
import Journal
import Synchronization

// What a change comes to where nobody has to be waited for. Of a million rows that are nearly all so
// already, or were done before the run was killed, none then holds a task while others are asked.
extension RunEngine {
  /// What an earlier attempt has come to with a change; nil where that is not at hand.
  nonisolated func recallAtOnce(_ operation: Operation, _ key: ChangeKey) -> Outcome? {
    let (answer, isRunningOut) = known.recall(key)
    if isRunningOut { Task { await readAhead() } }
    guard let answer,
      let outcome = Outcome(
        kind: answer.kind, result: answer.result, allowing: operation.identity.id,
        allowed: operation.kind.grantee)
    else { return nil }
    tally.withLock { $0.replayed += 1 }
    return outcome
  }

  /// What a change comes to because it stands so already; nil where that is not known, or it has to go
  /// the way of every operation.
  nonisolated func settleAtOnce(
    _ operation: Operation, _ record: OperationRecord
  ) -> Outcome? {
    let change: (wish: ChangeQueue.Change.Wish, user: UserID)
    switch operation.kind {
    case .grant(let user): change = (.grant, user)
    case .revoke(.person(let user)): change = (.revoke, user)
    default: return nil
    }
    guard operation.identity.hasCredential, let people = known.people,
      let settlement = known.settlement(
        of: change.wish, change.user, allowing: operation.identity.id),
      options.guardrails.refusal(of: operation, people: people) == nil
    else { return nil }
    let (state, result) = judge(settlement)
    let ended = end(record, of: operation, state, result)
    keep(ended)
    emit(.operation(ended))
    return try? result.get()
  }
}
