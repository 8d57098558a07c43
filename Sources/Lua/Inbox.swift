import Synchronization

/// Answers on their way to the Lua thread.
///
/// Many that arrive while it is busy are taken in one go: its queue then holds one job for all of
/// them, and those who have found them do not wait for it.
final class Inbox: Sendable {
  /// What a call has come to.
  struct Answer: Sendable {
    let call: ParkedCall.ID
    let result: Result<[LuaValue], any Error>
  }

  private struct State {
    var answers: [Answer] = []
    var whenFilled: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Sets what is called, on any thread, when there is something after there was nothing.
  func whenFilled(_ handler: @escaping @Sendable () -> Void) {
    state.withLock { $0.whenFilled = handler }
  }

  /// Adds an answer.
  func post(_ call: ParkedCall.ID, _ result: Result<[LuaValue], any Error>) {
    let handler = state.withLock { state in
      state.answers.append(Answer(call: call, result: result))
      return state.answers.count == 1 ? state.whenFilled : nil
    }
    handler?()
  }

  /// All that are there, in the order in which they came.
  func takeAll() -> [Answer] {
    state.withLock { state in
      defer { state.answers = [] }
      return state.answers
    }
  }
}
