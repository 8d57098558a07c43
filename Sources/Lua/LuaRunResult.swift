/// How a run ended: the main chunk and all its tasks.
public struct LuaRunResult: Sendable {
  /// A task that ended with an error that nobody caught.
  public struct Failure: Sendable {
    /// The labels from the main task down to it, joined by "/".
    public let path: String
    /// What it ended with.
    public let error: LuaError
  }

  /// What the main chunk returned, or the error that it ended with.
  ///
  /// A value that cannot leave the script, such as a function, is `nil`.
  public let main: Result<[LuaValue], LuaError>
  /// Of the other tasks those whose error nobody caught, in the order in which they ended.
  public let failures: [Failure]
  /// Whether the run was told to stop.
  public let wasInterrupted: Bool
}
