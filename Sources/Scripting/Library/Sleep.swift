import Lua
import Runs
import Synchronization

/// One `task.sleep`: it counts as moving from its end until its task goes on, and not while it lasts.
final class Sleep: Sendable {
  private enum State { case asleep, awake, over }

  private let state = Mutex(State.asleep)
  private let stillness: Stillness

  private init(_ stillness: Stillness) { self.stillness = stillness }

  /// The answer that comes after that time.
  static func answer(after duration: Duration, in context: ScriptContext) -> LuaAnswer {
    let (clock, stillness) = (context.clock, context.engine.stillness)
    let sleep = Sleep(stillness)
    return .later(
      {
        // Also when it is cancelled, because that is delivered, too.
        defer { sleep.wakes() }
        try await clock.sleep(for: duration)
        return []
      }, delivered: { sleep.ends() })
  }

  private func wakes() {
    state.withLock { state in
      guard state == .asleep else { return }
      stillness.moves()
      state = .awake
    }
  }

  /// The task goes on, or the state was closed while it slept.
  private func ends() {
    let wasAwake = state.withLock { state in
      defer { state = .over }
      return state == .awake
    }
    if wasAwake { stillness.rests() }
  }
}
