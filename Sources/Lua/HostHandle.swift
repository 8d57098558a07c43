import CLuaShims
import Synchronization

/// The C side of a state.
// Unchecked: the pointer is written once, in the state's init, before anybody else has the handle;
// from other threads it is used only for `clua_request` and `clua_hold`, which are made for that.
final class HostHandle: @unchecked Sendable {
  var host: OpaquePointer?
  /// Whether all tasks are to be told to stop.
  let interrupt = Atomic(false)
  /// What to say when all tasks are to be ended by force.
  let order = Mutex<String?>(nil)
  /// Whether there is one: cheaper to ask.
  let isOrdered = Atomic(false)

  /// Swift holds so many bytes more, or fewer, for the script; from any thread.
  func holds(_ bytes: Int) {
    if bytes != 0, let host { clua_hold(host, bytes) }
  }
}
