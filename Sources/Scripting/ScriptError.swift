/// What went wrong with a script or with what it was given, where neither Lua nor Close is to blame.
public struct ScriptError: Error, Sendable {
  /// What went wrong; the raw value is `err.kind` in scripts.
  public enum Kind: String, Sendable {
    /// A file is missing, unreadable or not what it should be.
    case badInput = "bad_input"
    /// A call with arguments that make no sense.
    case badArgument = "bad_argument"
    /// A file that the script may not touch.
    case refused
    /// A file that cannot be written; for scripts that is bad input as well.
    case cannotWrite = "cannot_write"

    /// What scripts see as `err.kind`.
    var shown: String { self == .cannotWrite ? Self.badInput.rawValue : rawValue }
  }

  /// What went wrong.
  public var kind: Kind
  /// What went wrong and what to do.
  public var message: String
  /// The error below this one.
  public var cause: (any Error)?

  /// Makes an error.
  public init(_ kind: Kind, _ message: String, cause: (any Error)? = nil) {
    (self.kind, self.message, self.cause) = (kind, message, cause)
  }
}

extension ScriptError: CustomStringConvertible {
  /// One line: the message.
  public var description: String { message }
}
