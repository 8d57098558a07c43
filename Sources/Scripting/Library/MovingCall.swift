import Runs
import Synchronization

/// One call of a library function on the way into the engine and back: it counts as moving until its
/// task has the answer.
///
/// While its body waits for Close, the engine counts it as resting. A state that is closed then delivers
/// the call without an answer, and to count it as resting once more would be once too often: it
/// comes to rest when both are over.
final class MovingCall: Sendable {
  private enum State { case underWay, answered, closed }

  private let state = Mutex(State.underWay)
  private let stillness: Stillness

  /// The call begins.
  init(_ stillness: Stillness) {
    self.stillness = stillness
    stillness.moves()
  }

  /// The body has come to its end.
  func answered() { comesTo(.answered) }

  /// The task goes on, or there is none any more.
  func delivered() { comesTo(.closed) }

  private func comesTo(_ next: State) {
    let isOver = state.withLock { state in
      defer { state = next }
      return state != .underWay
    }
    if isOver { stillness.rests() }
  }
}
