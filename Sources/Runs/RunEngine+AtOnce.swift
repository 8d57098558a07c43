import CloseAPI
import Journal
import Synchronization

// What a change comes to where nobody has to be waited for. Of a million rows that are nearly all so
// already, or were done before the run was killed, none then holds a task while others are asked.
extension RunEngine {
  /// What is known of a change, as the way of every operation would find it; nil to go that way.
  nonisolated func answerAtOnce(_ asked: Asked) -> Outcome? {
    guard asked.operation.kind.isChange else { return nil }
    // Whether the journal knows of a change that is not at hand here only the journal can tell.
    return run.attempt > 1 ? recallAtOnce(asked) : settleAtOnce(asked)
  }

  private nonisolated func recallAtOnce(_ asked: Asked) -> Outcome? {
    let (answer, isRunningOut) = known.recall(ChangeKey(asked.record))
    if isRunningOut { Task { await readAhead() } }
    guard let answer, let outcome = Outcome(kind: answer.kind, result: answer.result) else {
      return nil
    }
    tally.withLock { $0.replayed += 1 }
    return outcome
  }

  private nonisolated func settleAtOnce(_ asked: Asked) -> Outcome? {
    let operation = asked.operation
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
    let ended = end(asked.record, state, result)
    keep(ended)
    emit(.operation(ended))
    return try? result.get()
  }
}
