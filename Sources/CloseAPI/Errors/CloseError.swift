/// What went wrong with a request to Close, or with a value on its way there or back.
///
/// No text of an error holds a credential: everything passes through ``SecretRedactor`` when the
/// error is made.
public struct CloseError: Error, Sendable {
  /// What kind of failure this is.
  public let kind: Kind
  /// What is wrong and what to do about it.
  public private(set) var message: String
  /// The HTTP status of the answer, where there was one.
  public let status: Int?
  /// Close's `field-errors`, nested as they came: texts, or objects with an index or a field as
  /// name.
  public let fieldErrors: [String: JSONValue]
  /// Close's `errors` and `error` texts.
  public let errors: [String]
  /// The request, as in `POST /send_as/`; empty when no request is concerned.
  public private(set) var operation: String
  /// The person or key the request was made for, as people know them.
  public private(set) var identity: String?
  /// How many times the request was tried; waiting for the rate limit is not an attempt.
  public private(set) var attempts: Int
  /// Where in a text reading stopped, in bytes from its beginning.
  public let byteOffset: Int?
  /// The error underneath, where it tells more than ``message``.
  public let cause: (any Error)?

  /// Makes an error; texts are redacted here.
  /// - Parameters:
  ///   - kind: what kind of failure it is.
  ///   - message: what is wrong and what to do about it.
  ///   - status: the HTTP status of the answer.
  ///   - fieldErrors: Close's `field-errors`.
  ///   - errors: Close's `errors` or `error`.
  ///   - operation: the request, as in `POST /send_as/`.
  ///   - identity: whom the request was made for.
  ///   - attempts: how many times it was tried.
  ///   - byteOffset: the place in a text that could not be read.
  ///   - cause: the error underneath; its own texts have to be free of credentials.
  public init(
    _ kind: Kind, _ message: String, status: Int? = nil, fieldErrors: [String: JSONValue] = [:],
    errors: [String] = [], operation: String = "", identity: String? = nil, attempts: Int = 0,
    byteOffset: Int? = nil, cause: (any Error)? = nil
  ) {
    let redactor = SecretRedactor.shared
    self.kind = kind
    self.message = redactor.redact(message)
    self.status = status
    self.fieldErrors = Dictionary(
      fieldErrors.map { (redactor.redact($0.key), redactor.redact($0.value)) },
      uniquingKeysWith: { first, _ in first })
    self.errors = errors.map(redactor.redact)
    self.operation = redactor.redact(operation)
    self.identity = identity.map(redactor.redact)
    self.attempts = attempts
    self.byteOffset = byteOffset
    self.cause = cause
  }

  /// The same error with the request it belongs to.
  func located(in request: CloseRequest, for sender: Sender, attempts: Int) -> CloseError {
    var error = self
    error.operation = SecretRedactor.shared.redact(request.operation)
    error.identity = SecretRedactor.shared.redact(sender.identity)
    error.attempts = attempts
    return error
  }

  /// The same error with one more sentence.
  package func adding(_ sentence: String) -> CloseError {
    var error = self
    error.message += " " + SecretRedactor.shared.redact(sentence)
    return error
  }

  /// Whether the same request may succeed later without anything being changed by a person, and
  /// sending it again is known to do no harm.
  public var isRetryable: Bool {
    switch kind {
    case .rateLimited, .unavailable, .timeout, .connection: true
    default: false
    }
  }
}

extension CloseError {
  /// The kinds of failure; the raw values are what a script sees as `err.kind`.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The credential is not accepted (401).
    case unauthorized
    /// The person may not do this (403).
    case forbidden
    /// There is no such object (404).
    case notFound = "not_found"
    /// Close refuses the request's content (400 and its relatives).
    case invalid
    /// The rate limit did not open after many waits (429).
    case rateLimited = "rate_limited"
    /// Close or something in front of it failed (5xx), for a request that only reads.
    case unavailable
    /// No answer came in time, for a request that only reads or did not leave.
    case timeout
    /// The server could not be reached.
    case connection
    /// The encrypted connection could not be made, a wrong certificate for example.
    case tls
    /// The answer is not what Close promises: not JSON, another shape, a redirect.
    case unexpectedAnswer = "unexpected_answer"
    /// The caller's task was cancelled before the request left.
    case cancelled
    /// A change left, and nobody knows whether it was made; read back before doing anything else.
    case ambiguous
    /// The credential belongs to somebody else than the request speaks for; nothing was sent.
    case wrongIdentity = "wrong_identity"
    /// There is no credential for this person.
    case noCredential = "no_credential"
    /// There is no such person in the organisation.
    case unknownUser = "unknown_user"
    /// One of our own rules forbids it; nothing was sent.
    case refused
    /// The caller's arguments make no sense; nothing was sent.
    case badArgument = "bad_argument"
    /// Text to be read is not what it should be.
    case badInput = "bad_input"
  }
}

extension CloseError: CustomStringConvertible, CustomDebugStringConvertible {
  /// One line: kind, request, whom it was for, and the message.
  public var description: String {
    let place = operation.isEmpty ? "" : " in \(operation)"
    let person = identity.map { " as \($0)" } ?? ""
    return "\(kind.rawValue)\(place)\(person): \(message)"
  }

  /// The same as ``description``.
  public var debugDescription: String { description }
}
