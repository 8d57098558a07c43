/// One strand of a run, as seen from outside.
public struct LuaTask: Sendable, Equatable, Identifiable {
  /// What a task is doing.
  public enum State: Sendable, Equatable {
    /// It goes on as soon as the Lua thread is free.
    case ready
    /// It is running.
    case running
    /// It waits for the answer of the function of that name.
    case waiting(for: String)
    /// It waits for another task to wake it.
    case parked
    /// It waits for another task that is loading the module of that name.
    case loading(String)
  }

  /// Its number, from 1 for the first of a state; never used again.
  public let id: Int
  /// The number of the task that started it; nil for the main task.
  public let parent: Int?
  /// What it was called when it was started.
  public let label: String
  /// The labels from the main task down to this one, joined by "/".
  public let path: String
  /// What it is doing.
  public let state: State
  /// How many times it has waited for an answer.
  public let suspensions: Int
  /// The line of the script where it waits; nil where that is not known.
  public let place: LuaPlace?
  /// When it began to wait; nil if it does not.
  public let since: ContinuousClock.Instant?
}
