import CloseAPI

/// Why an operation was not carried out, where the reason is ours and not Close's.
public struct RunError: Error, Sendable {
  /// What went wrong; the raw value is `err.kind` in scripts, where scripts can see it.
  public enum Kind: String, Sendable {
    /// A guardrail refused the change before anything was sent.
    case refused
    /// The allowing person is not the one whose credential is used.
    case wrongIdentity = "wrong_identity"
    /// Nobody configured has a credential for the person asked for.
    case noCredential = "no_credential"
    /// No person of the organization has this email, id or name.
    case unknownUser = "unknown_user"
    /// The run was told to end before the change left.
    case cancelled
    /// Another run holds the organization.
    case locked
    /// The journal cannot be written; nothing may be sent without it.
    case journal
  }

  /// What went wrong.
  public var kind: Kind
  /// What went wrong and what to do, as one sentence or two.
  public var message: String
  /// The error below this one.
  public var cause: (any Error)?

  /// Makes an error.
  public init(_ kind: Kind, _ message: String, cause: (any Error)? = nil) {
    self.kind = kind
    // A script may have a key from a file, and ask for somebody by it.
    self.message = SecretRedactor.shared.redact(message)
    self.cause = cause
  }
}

extension RunError: CustomStringConvertible {
  /// One line: the message.
  public var description: String { message }
}
