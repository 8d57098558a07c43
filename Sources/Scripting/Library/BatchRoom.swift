import Lua
import Runs
import Synchronization

/// Lets batches start more items where that makes fewer requests.
///
/// An item that waits is in memory, and most do not wait for long: it stands already what they ask for,
/// or they wait for the same list. So a batch begins with a hundred, and has more at once when all of
/// them wait for their changes to leave: the more are gathered, the fewer requests carry them.
final class BatchRoom: Sendable {
  private struct State {
    /// The tasks of batches that would start more items.
    var hungry: Set<Int> = []
    /// Who runs them; it holds this one.
    weak var lua: LuaState?
    var stillness: Stillness?
  }

  private let state = Mutex(State())

  /// Begins to serve the batches of that state, whose moves are counted there.
  func serve(_ lua: LuaState, _ stillness: Stillness) {
    state.withLock { ($0.lua, $0.stillness) = (lua, stillness) }
  }

  /// The batch of that task waits for its items and would start more.
  func isWanted(by task: Int) { state.withLock { _ = $0.hungry.insert(task) } }

  /// Lets all who want it start more items.
  ///
  /// - Returns: Whether there was anybody; then something of the run moves again.
  @discardableResult func give() -> Bool {
    let (tasks, lua, stillness) = state.withLock { state in
      defer { state.hungry = [] }
      return (state.hungry, state.lua, state.stillness)
    }
    guard !tasks.isEmpty, let lua, let stillness else { return false }
    stillness.moves()
    Task {
      await lua.wake(tasks.sorted())
      stillness.rests()
    }
    return true
  }
}
