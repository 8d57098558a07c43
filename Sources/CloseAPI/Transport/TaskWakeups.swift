import NIOCore

/// Wakes the tasks whose answers came in one turn of the event loop, all at its end.
///
/// A thread that has slept costs two switches each time it is woken. When each answer wakes the
/// threads of the tasks by itself, they are asleep again before the next one has been read.
struct TaskWakeups: Sendable {
  typealias Outcome = Result<CloseAnswer, ExchangeFailure>

  private struct Wakeup {
    let waiter: CheckedContinuation<Outcome, Never>
    let outcome: Outcome
  }

  private let due: NIOLoopBoundBox<[Wakeup]>

  init(_ loop: any EventLoop) {
    due = .makeBoxSendingValue([], eventLoop: loop)
  }

  /// Wakes a task soon; to be called on the loop.
  func wake(_ waiter: CheckedContinuation<Outcome, Never>, _ outcome: Outcome) {
    due.value.append(Wakeup(waiter: waiter, outcome: outcome))
    guard due.value.count == 1 else { return }
    due.eventLoop.execute {
      let wakeups = due.value
      due.value = []
      for wakeup in wakeups { wakeup.waiter.resume(returning: wakeup.outcome) }
    }
  }
}
