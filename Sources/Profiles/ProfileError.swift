import CloseAPI

/// Why a profile or its credential cannot be used.
///
/// No text of an error holds a credential: the message is redacted when the error is made, and what
/// files and commands say is never part of it.
public struct ProfileError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public let kind: Kind
  /// What is wrong and what to do about it; names the file, and the line where there is one.
  public let message: String
  /// The failure underneath, if it tells more.
  public let cause: (any Error)?

  /// The kinds of failure.
  public enum Kind: Sendable, Hashable {
    /// The configuration cannot be read or understood (exit status 78).
    case configuration
    /// There is no usable credential for the person asked for (exit status 4).
    case noCredential
    /// A file of ours cannot be written (exit status 74).
    case cannotWrite
  }

  /// Makes an error; the message is redacted here.
  public init(_ kind: Kind, _ message: String, cause: (any Error)? = nil) {
    self.kind = kind
    self.message = SecretRedactor.shared.redact(message)
    self.cause = cause
  }

  /// The message alone.
  public var description: String { message }
}
