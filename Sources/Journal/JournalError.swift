/// Why the journal could not do what was asked.
public struct JournalError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public let kind: Kind
  /// What is wrong and what to do about it; names the file.
  public let message: String
  /// The failure underneath, if there is one.
  public let cause: (any Error)?

  /// The kinds of failure.
  public enum Kind: Sendable, Hashable {
    /// The file or its folder cannot be made or opened.
    case cannotOpen
    /// The file cannot be read.
    case cannotRead
    /// The file cannot be written: a full disk, a read-only folder, a worn-out device.
    case cannotWrite
    /// Another program has held the file for longer than we wait.
    case locked
    /// The file is not a journal, or no longer a whole one.
    case damaged
    /// A newer sendas has changed the file's layout.
    case newer
    /// No run has that id, or there is no such run yet.
    case unknownRun
    /// Several runs' ids begin like that.
    case ambiguousRun
    /// The journal was used against its own rules; a mistake in the program.
    case misuse

    /// Whether the file itself is the trouble.
    ///
    /// It cannot be relied on now, so nothing may be sent; the program ends with status 74.
    public var concernsFile: Bool {
      switch self {
      case .cannotOpen, .cannotRead, .cannotWrite, .locked, .damaged, .newer: true
      case .unknownRun, .ambiguousRun, .misuse: false
      }
    }
  }

  /// Makes an error.
  public init(kind: Kind, message: String, cause: (any Error)? = nil) {
    self.kind = kind
    self.message = message
    self.cause = cause
  }

  /// The message alone; the cause may be long.
  public var description: String { message }
}
