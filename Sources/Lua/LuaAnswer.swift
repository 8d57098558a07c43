/// What a `LuaFunction` answers to a call.
///
/// Only a function that suspends may answer with anything but values. Then `delivered` is called
/// exactly once, on the Lua thread: when the answer has arrived there, immediately before the task goes
/// on with it or the answer is dropped because the task was told to stop; or, without an answer, when
/// the state is closed.
public enum LuaAnswer: Sendable {
  /// These values, at once; of a function that suspends, after a hundred in a row others have their turn.
  case values([LuaValue])

  /// The values that the closure comes to. The calling task waits; others go on.
  ///
  /// The closure begins on the Lua thread and leaves it where it first suspends: what blocks belongs
  /// elsewhere. One that ends before that is as good as values at once; after a hundred of those in a row
  /// others have their turn. Its Swift task is cancelled when the calling task is.
  case later(
    @Sendable () async throws -> [LuaValue], delivered: @Sendable () -> Void = {})

  /// The values that somebody gives to the promise. The calling task waits; others go on.
  ///
  /// A promise answers one call.
  case promised(LuaPromise, delivered: @Sendable () -> Void = {})
}
