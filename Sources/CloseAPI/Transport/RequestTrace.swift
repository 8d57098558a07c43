/// One try of one request, as it is told while a program runs: enough to see what happens, and
/// nothing that a credential is in.
public struct RequestTrace: Sendable, CustomStringConvertible {
  /// The method as it was sent.
  public let method: String
  /// The path below the base URL, with its query.
  public let target: String
  /// Whom it was for.
  public let identity: String
  /// Which try it was, from 1; one that was answered 429 is not counted.
  public let attempt: Int
  /// The status of the answer; nil where none came.
  public let status: Int?
  /// Why no whole answer came.
  public let problem: String?
  /// How long it waited for the rate limit before it left.
  public let waited: Duration
  /// From its leaving to the end of its answer.
  public let duration: Duration
  /// What the answer said about limits, as it came.
  public let limits: [(name: String, value: String)]

  /// One line: `GET /send_as/ 200 12 ms, attempt 1, as alice; RateLimit: limit=160, …`.
  public var description: String {
    let end = status.map(String.init) ?? "failed"
    var text = "\(method) \(target) \(end) \(Self.milliseconds(duration)) ms, attempt \(attempt)"
    text += ", as \(identity)"
    if waited >= .milliseconds(1) { text += ", waited \(Self.milliseconds(waited)) ms before" }
    if let problem { text += "; \(problem)" }
    for header in limits { text += "; \(header.name): \(header.value)" }
    return SecretRedactor.shared.redact(text)
  }

  /// The headers that say something about limits, in any of their forms.
  static func limits(in head: AnswerHead?) -> [(name: String, value: String)] {
    (head?.headers ?? []).filter { header in
      let name = header.name.lowercased()
      return name == "retry-after" || name.contains("ratelimit") || name.contains("rate-limit")
    }
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    Int((duration / .milliseconds(1)).rounded())
  }
}
