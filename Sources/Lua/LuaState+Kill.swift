import CLuaShims
import Foundation
import Synchronization

// Ending a run whatever its script does.
extension LuaState {
  /// Ends the run now: what runs is stopped at its next instruction, what waits never goes on.
  ///
  /// Each task ends with an error of kind `killed`. Its `<close>` variables are not closed, answers
  /// that are still on their way are delivered and dropped. For a run that was told to stop by
  /// `interrupt()` and has not, in the time that it had.
  ///
  /// May be called from any thread at any time; without a run it does nothing.
  ///
  /// - Parameter message: What the errors say.
  public nonisolated func kill(_ message: String) {
    // Under the lock, so that what is running is of the run that the message is for.
    handle.order.withLock { order in
      order = message
      handle.isOrdered.store(true, ordering: .releasing)
      if let host = handle.host { _ = clua_request(host, CLUA_KILL_ORDER) }
    }
    Task { await self.pump() }
  }

  /// Drops an order that came before there was a run, or too late for the one that it was for.
  func forgetOrder() {
    handle.order.withLock { order in
      order = nil
      handle.isOrdered.store(false, ordering: .releasing)
    }
  }

  /// What standard error is told last when a script has to end the process, after the reason: how to
  /// go on, for example.
  ///
  /// - Parameter text: Whole lines.
  public static func sayLast(_ text: String) {
    // Never freed: a signal handler may be about to write it.
    clua_set_last_words(strdup(text))
  }

  /// Carries out an order to kill, if there was one since the last time, or that of the clock.
  func serveKill() {
    if handle.isOrdered.load(ordering: .acquiring) {
      let order = handle.order.withLock { order in
        handle.isOrdered.store(false, ordering: .releasing)
        defer { order = nil }
        return order
      }
      if run != nil, let order { endAll(LuaError(kind: .killed, message: order)) }
    }
    if clua_is_spent(host), run != nil { endAll(limits.error(CLUA_KILL_TOTAL, at: nil)) }
  }

  /// What a task that C has stopped for that reason ends with.
  func error(ofKill outcome: clua_run) -> LuaError {
    let place = LuaPlace(outcome.last)
    guard outcome.killed == CLUA_KILL_ORDER else { return limits.error(outcome.killed, at: place) }
    let message = handle.order.withLock { $0 } ?? "the run was killed"
    return LuaError(kind: .killed, message: message, place: place)
  }

  /// Ends all tasks with that error; none of their code runs any more.
  func endAll(_ error: LuaError) {
    for strand in strands.values.sorted(by: { $0.id < $1.id }) {
      if case .answer(let call) = strand.wait { abandon(call) }
      var error = error
      error.place = strand.place ?? error.place
      end(strand, .failure(error))
    }
    ready = ReadyQueue()
  }
}
