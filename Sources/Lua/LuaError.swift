/// An error as scripts see it: a table with a kind, a message and further fields.
///
/// Also what is wrong with a script that could not be compiled, or that Lua itself has stopped.
public struct LuaError: Error, Sendable, CustomStringConvertible {
  /// What kind of error it is; who makes errors makes kinds.
  public struct Kind: RawRepresentable, Sendable, Hashable {
    /// As scripts see it in `err.kind`.
    public let rawValue: String

    /// The kind of that name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The text is not Lua.
    public static let syntax = Kind(rawValue: "syntax")
    /// The script has raised something without a kind, or made a mistake that Lua noticed.
    public static let script = Kind(rawValue: "script")
    /// The script holds more memory than it may.
    public static let memory = Kind(rawValue: "memory")
    /// The task was stopped by force: for its time, or because the host said so.
    public static let killed = Kind(rawValue: "killed")
    /// The task, or the whole run, was told to stop.
    public static let cancelled = Kind(rawValue: "cancelled")
    /// The call waits for an answer, in a place where Lua cannot wait.
    public static let cannotWait = Kind(rawValue: "cannot_wait")
    /// The call's arguments are not what the function takes.
    public static let badArgument = Kind(rawValue: "bad_argument")
    /// What the call is about cannot be used, such as an answer that is too large.
    public static let badInput = Kind(rawValue: "bad_input")
    /// Swift has thrown something that nobody described.
    public static let host = Kind(rawValue: "host")
  }

  /// What kind of error it is.
  public var kind: Kind
  /// What is wrong, without the place.
  public var message: String
  /// Further fields of the error table, such as `status`.
  public var fields: [LuaValue.Field]
  /// The line of the script, where it is known.
  public var place: LuaPlace?
  /// Lua's stack when the error was raised, if nobody caught it.
  public var traceback: String?
  /// The functions that were running when the error was first raised, innermost first.
  ///
  /// It crosses the script's own coroutines; an error that is raised again keeps its first ones.
  public var frames: [LuaFrame] = []
  /// The task in which it was first raised, the task that had started that one, and so on; without
  /// the main task.
  public var tasks: [LuaOrigin] = []
  /// Whether the text of a syntax error might become right by going on.
  public var isIncomplete = false
  /// The Swift error behind it.
  public var cause: (any Error)?

  /// An error of that kind.
  public init(
    kind: Kind, message: String, fields: [LuaValue.Field] = [], place: LuaPlace? = nil,
    cause: (any Error)? = nil
  ) {
    self.kind = kind
    self.message = message
    self.fields = fields
    self.place = place
    self.cause = cause
  }

  /// A Swift error as scripts see it: a `LuaError` as it is, a cancellation as `cancelled`, any
  /// other as `host` with its description.
  public init(_ error: any Error) {
    switch error {
    case let error as LuaError: self = error
    case is CancellationError:
      self.init(kind: .cancelled, message: "the call was cancelled", cause: error)
    default: self.init(kind: .host, message: "\(error)", cause: error)
    }
  }

  /// The further field of that name; `nil` when there is none.
  public subscript(name: String) -> LuaValue {
    fields.first { $0.name == name }?.value ?? .nil
  }

  /// The place, the kind unless the message says it all, and the message.
  public var description: String {
    let start = place.map { message.hasSuffix("at \($0)") ? "" : "\($0): " } ?? ""
    return kind == .script || kind == .syntax
      ? "\(start)\(message)" : "\(start)\(kind.rawValue): \(message)"
  }
}

extension LuaError {
  init(_ reason: Strand.Stop) {
    let whole = reason == .interrupt
    self.init(
      kind: .cancelled, message: whole ? "the run was interrupted" : "the task was cancelled")
  }

  static let outOfMemory = LuaError(kind: .memory, message: "not enough memory")
  static let stackOverflow = LuaError(kind: .script, message: "stack overflow")
}
