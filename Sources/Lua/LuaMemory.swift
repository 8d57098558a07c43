/// What a state holds.
public struct LuaMemory: Sendable, Equatable {
  /// Bytes that Lua holds now, garbage included.
  public let used: Int
  /// The most bytes that it has held.
  public let peak: Int
  /// How many allocations scripts have made so far, those for Swift's values not counted.
  public let allocations: Int
  /// Bytes that Swift holds for the script: arguments of calls that wait, answers on their way.
  public let held: Int
}
