/// A Swift function that a script can call.
///
/// It may be given to Lua at any time, also within a result, and is released when Lua has collected
/// every closure made of it.
public final class LuaFunction: Sendable, Equatable {
  /// What the script calls it, as `sendas.grant`: for messages and for the state of a waiting task.
  public let name: String
  /// Whether a call may be answered later, while other tasks go on.
  public let suspends: Bool
  let isPlaced: Bool
  let body: @Sendable (LuaCall) throws -> LuaAnswer

  /// A function of that name.
  ///
  /// - Parameters:
  ///   - name: What the script calls it.
  ///   - suspends: Whether `body` may answer `later`. Then a script cannot call it where Lua cannot
  ///     wait, such as in a comparison for `table.sort`; the body is not run for such a call.
  ///   - isPlaced: Whether `body` is told the line that calls (``LuaCall/place``). To find it costs as
  ///     much as the rest of a short call.
  ///   - body: Runs on the Lua thread and holds up all tasks meanwhile, so it only checks and does
  ///     cheap things. What it throws is raised in the script.
  public init(
    _ name: String, suspends: Bool = false, isPlaced: Bool = true,
    _ body: @escaping @Sendable (LuaCall) throws -> LuaAnswer
  ) {
    self.name = name
    self.suspends = suspends
    self.isPlaced = isPlaced
    self.body = body
  }

  /// Whether they are the same function.
  public static func == (one: LuaFunction, other: LuaFunction) -> Bool { one === other }
}
