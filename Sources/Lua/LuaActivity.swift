/// Whether any task of a state can go on.
public enum LuaActivity: Sendable, Equatable {
  /// A task is about to go on.
  case running
  /// Every task waits or has ended.
  case parked
}
