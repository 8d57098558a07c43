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
  }

  private let state = Mutex(State())
  private let stillness: Stillness

  init(_ stillness: Stillness) { self.stillness = stillness }

  /// Begins to serve the batches of that state.
  func serve(_ lua: LuaState) { state.withLock { $0.lua = lua } }

  /// The batch of that task waits for its items and would start more.
  func isWanted(by task: Int) { state.withLock { _ = $0.hungry.insert(task) } }

  /// Lets all who want it start more items.
  ///
  /// - Returns: Whether there was anybody; then something of the run moves again.
  @discardableResult func give() -> Bool {
    let (tasks, lua) = state.withLock { state in
      defer { state.hungry = [] }
      return (state.hungry, state.lua)
    }
    guard !tasks.isEmpty, let lua else { return false }
    stillness.moves()
    Task { [stillness] in
      await lua.wake(tasks.sorted())
      stillness.rests()
    }
    return true
  }
}
