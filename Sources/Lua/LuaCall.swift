/// One call of a `LuaFunction` by a script.
public struct LuaCall: Sendable {
  /// The arguments, in order.
  public let arguments: [LuaValue]
  /// The number of the calling task; 0 for a prelude.
  public let task: Int
  /// The labels from the main task down to the calling one, joined by "/".
  ///
  /// "main" for the main task, empty for a prelude.
  public let taskPath: String
  /// The innermost line of the script's own code; nil if there is none on the stack, or if the function
  /// is not told of it.
  public let place: LuaPlace?
}
