import Synchronization

/// Knows whether anything of a run is on the move: Lua running, a call on its way into the engine, or
/// an answer on its way back to its task.
///
/// Gathered changes leave together as soon as nothing moves, because then nobody can add to them.
/// Being exact matters: an answer that is delivered to 200 tasks must count as 200 moves from the
/// moment it arrives, or the first task to wake would send its change alone.
public final class Stillness: Sendable {
  private struct State {
    var moving = 0
    var whenStill: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  /// Makes a counter at rest.
  public init() {}

  /// Counts `count` things that begin to move.
  public func moves(_ count: Int = 1) {
    state.withLock { $0.moving += count }
  }

  /// Counts one thing that has come to rest: it waits for an answer from Close, or it has ended.
  public func rests() {
    let handlers = state.withLock { state -> [@Sendable () -> Void] in
      state.moving -= 1
      precondition(state.moving >= 0, "more things came to rest than had moved")
      return state.moving == 0 ? state.whenStill : []
    }
    for handler in handlers { handler() }
  }

  /// Whether nothing moves now.
  public var isStill: Bool { state.withLock { $0.moving == 0 } }

  /// Adds what is called, on any thread, each time the last thing has come to rest.
  package func alsoWhenStill(_ handler: @escaping @Sendable () -> Void) {
    state.withLock { $0.whenStill.append(handler) }
  }
}
