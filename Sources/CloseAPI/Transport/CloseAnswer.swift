/// The beginning of an answer.
struct AnswerHead: Sendable {
  let status: Int
  let headers: [(name: String, value: String)]

  /// The first header of that name, in whatever case it was sent.
  func header(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name.lowercased() == name }?.value
  }
}

/// One whole answer of the server.
struct CloseAnswer: Sendable {
  let head: AnswerHead
  let body: [UInt8]
  /// How often the request was tried until this came.
  var attempts = 1

  init(head: AnswerHead, body: [UInt8]) {
    (self.head, self.body) = (head, body)
  }

  /// The least wait before the same request makes sense, in whole seconds by RFC 9110; nil where the
  /// answer says none, or gives a date.
  var retryAfter: Duration? {
    head.header("Retry-After").flatMap { Int($0) }.flatMap { $0 >= 0 ? .seconds($0) : nil }
  }

  var status: Int { head.status }

  /// What came, for an error message: status, content type, and how the body begins.
  var summary: String {
    let type = head.header("Content-Type").map { "content type '\($0)'" } ?? "no content type"
    guard !body.isEmpty else { return "status \(status), \(type), no body" }
    // Redacted before it is cut, because half a key would not be recognised any more.
    let text = SecretRedactor.shared.redact(String(decoding: body.prefix(16384), as: UTF8.self))
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let beginning = line.count > 160 ? line.prefix(160) + "…" : line[...]
    return "status \(status), \(type), beginning '\(beginning)'"
  }
}
