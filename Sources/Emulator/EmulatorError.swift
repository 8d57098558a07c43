/// What went wrong with a world, its store or the server; never what the emulated API refused.
///
/// Refusals of the API are HTTP answers, not errors of this type.
public struct EmulatorError: Error, Sendable, CustomStringConvertible {
  /// The sorts of failure a caller may want to tell apart.
  public enum Kind: Sendable, Hashable {
    /// The text is not JSON at all.
    case notJSON
    /// The JSON is not a world: a rule of the world's form is broken.
    case invalidWorld
    /// The text is no fault.
    case invalidFault
    /// Another program listens on the port.
    case portInUse
    /// The server could not listen for another reason, or it already runs.
    case cannotListen
    /// Another process holds the world's folder.
    case storeInUse
    /// The world's folder or a file in it cannot be read or written.
    case storeUnavailable
    /// A file of the store holds something that this program did not write.
    case storeDamaged
  }

  /// Which sort of failure it is.
  public var kind: Kind
  /// What is wrong and what to do about it, in words for a person.
  ///
  /// It holds no credential.
  public var message: String
  /// The failure underneath, where there is one.
  public var cause: (any Error)?

  /// Makes an error of a kind, with the words to show and the failure underneath.
  public init(_ kind: Kind, _ message: String, cause: (any Error)? = nil) {
    self.kind = kind
    self.message = message
    self.cause = cause
  }

  /// The message: the cause is for logs that ask for it.
  public var description: String { message }
}
