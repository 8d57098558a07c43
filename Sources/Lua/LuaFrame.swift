/// One function that was running when an error was raised.
public struct LuaFrame: Sendable, Equatable {
  /// What such an entry of the stack stands for.
  public enum Kind: Sendable, Equatable {
    /// A function of the script's own.
    case script
    /// A function of the library that the script has called, with all that it called itself.
    case host
    /// A boundary: the frames before it ran in a coroutine of the script's own, which the frames
    /// after it had resumed.
    case coroutine
    /// So many frames of a very deep stack are left out here.
    case leftOut(Int)
  }

  /// What this entry stands for.
  public let kind: Kind
  /// The line that was running; nil unless it is of the script.
  public let place: LuaPlace?
  /// The function's name, where it is known; nil for the main part of a file.
  public let function: String?

  /// Whether it is the script's own.
  public var isScript: Bool { kind == .script }

  /// An entry of that kind.
  public init(_ kind: Kind, place: LuaPlace? = nil, function: String? = nil) {
    self.kind = kind
    self.place = place
    self.function = function
  }
}

/// Where a task comes from.
public struct LuaOrigin: Sendable, Equatable {
  /// What people call the task: its label, unless it was given a title.
  public let title: String
  /// The line of the script that started it.
  public let spawnedAt: LuaPlace?

  /// A task of that title, started there.
  public init(title: String, spawnedAt: LuaPlace?) {
    self.title = title
    self.spawnedAt = spawnedAt
  }
}
