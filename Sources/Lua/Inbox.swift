import Glibc
import Synchronization

/// Answers on their way to the Lua thread.
///
/// Many that arrive while it is busy are taken in one go, and nobody is told of them: it looks before it
/// rests.
final class Inbox: Sendable {
  /// What a call has come to.
  struct Answer: Sendable {
    let call: ParkedCall.ID
    let result: Result<[LuaValue], any Error>
    /// Bytes that the script is said to hold for it until it is taken.
    let weight: Int
  }

  /// Who is told, on any thread.
  struct Receiver: Sendable {
    /// The script holds so many bytes more.
    let holds: @Sendable (Int) -> Void
    /// There is something after there was nothing, and nobody is about to look.
    let whenFilled: @Sendable () -> Void
  }

  private struct State {
    var answers: [Answer] = []
    var receiver: Receiver?
    /// Whether who takes answers is at work, and looks again before it rests.
    var isAttended = false
    /// The call whose work has just begun, and the thread on which it is until it waits.
    var beginning: (call: ParkedCall.ID, thread: pthread_t)?
    /// What its work came to before it had to wait.
    var early: Result<[LuaValue], any Error>?

    func hasWaited(_ call: ParkedCall.ID) -> Bool {
      guard let beginning, beginning.call == call else { return true }
      return pthread_equal(beginning.thread, pthread_self()) == 0
    }
  }

  private let limits: LuaLimits
  private let state = Mutex(State())

  init(_ limits: LuaLimits) { self.limits = limits }

  /// Tells that one from now on.
  func open(_ receiver: Receiver) { state.withLock { $0.receiver = receiver } }

  /// Tells nobody any more.
  func close() { state.withLock { $0.receiver = nil } }

  /// Who takes the answers is at work from now on: to be told of one would cost more than the answer.
  func attend() { state.withLock { $0.isAttended = true } }

  /// Who takes the answers has nothing else to do.
  ///
  /// - Returns: Whether it may rest, and is told of the next one; false where there is one already.
  func leave() -> Bool {
    state.withLock { state in
      guard state.answers.isEmpty else { return false }
      state.isAttended = false
      return true
    }
  }

  /// The work of a call begins now, and may be over before it has to wait.
  func begin(_ call: ParkedCall.ID) {
    state.withLock { $0.beginning = (call, pthread_self()) }
  }

  /// What the work that began has come to, if it is over already.
  ///
  /// - Parameter allowed: If not, the answer comes with the others.
  /// - Returns: nil where it is not over, or not allowed.
  func answerAtOnce(whereAllowed allowed: Bool) -> Result<[LuaValue], any Error>? {
    let (call, early) = state.withLock { state in
      defer { (state.beginning, state.early) = (nil, nil) }
      return (state.beginning?.call, state.early)
    }
    guard !allowed, let call, let early else { return early }
    post(call, early)
    return nil
  }

  /// Adds an answer.
  func post(_ call: ParkedCall.ID, _ result: Result<[LuaValue], any Error>) {
    let weight = limits.held((try? result.get()) ?? [])
    let filled: (@Sendable () -> Void)? = state.withLock { state in
      guard state.hasWaited(call) else {
        state.early = result
        return nil
      }
      state.answers.append(Answer(call: call, result: result, weight: weight))
      // Under the lock, because what counts is gone soon after `close`.
      state.receiver?.holds(weight)
      return state.answers.count == 1 && !state.isAttended ? state.receiver?.whenFilled : nil
    }
    filled?()
  }

  /// All that are there, in the order in which they came.
  func takeAll() -> [Answer] {
    state.withLock { state in
      defer { state.answers = [] }
      return state.answers
    }
  }
}
