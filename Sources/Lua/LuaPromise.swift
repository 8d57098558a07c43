import Synchronization

/// The answer to one call, which somebody will give: from any thread, at any time, once.
///
/// It costs a small part of a Swift task, so that a script may have 100,000 calls waiting; where the
/// answer comes out of `async` code anyway, ``LuaAnswer/later(_:delivered:)`` is simpler.
public final class LuaPromise: Sendable {
  private enum State {
    case open
    /// A task waits for it.
    case awaited(Inbox, ParkedCall.ID)
    /// The answer was there before anybody waited.
    case kept(Result<[LuaValue], any Error>)
    case over
  }

  private let state = Mutex(State.open)
  private let onCancel: @Sendable () -> Void

  /// A promise that nobody has kept yet.
  ///
  /// - Parameter onCancel: Called, on the Lua thread, when the task that waits is told to stop. It is
  ///   not waited for: an answer that comes all the same is delivered and dropped.
  public init(onCancel: @escaping @Sendable () -> Void = {}) { self.onCancel = onCancel }

  /// Gives the answer; only the first one counts.
  ///
  /// - Parameter answer: What the call returns, or what it raises.
  public func keep(_ answer: Result<[LuaValue], any Error>) {
    let receiver: (Inbox, ParkedCall.ID)? = state.withLock { state in
      switch state {
      case .open: state = .kept(answer)
      case .kept, .over: break
      case .awaited(let inbox, let call):
        state = .over
        return (inbox, call)
      }
      return nil
    }
    if let (inbox, call) = receiver { inbox.post(call, answer) }
  }

  /// The answer is for that call.
  func isAwaited(by call: ParkedCall.ID, _ inbox: Inbox) {
    let answer: Result<[LuaValue], any Error>? = state.withLock { state in
      guard case .kept(let answer) = state else {
        state = .awaited(inbox, call)
        return nil
      }
      state = .over
      return answer
    }
    if let answer { inbox.post(call, answer) }
  }

  func cancel() { onCancel() }
}
