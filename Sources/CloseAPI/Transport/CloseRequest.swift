/// One request to Close, before anything about connections, keys or retries.
struct CloseRequest: Sendable, Equatable {
  enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  /// What a second copy of the request would do; decides what may be sent again.
  enum Effect: Sendable, Equatable {
    /// Nothing: it changes nothing.
    case reads
    /// What the first did: it names the state that is wanted.
    case sets
    /// Something more, perhaps: a second object.
    case adds
  }

  /// One parameter of the query, not encoded yet.
  struct Parameter: Sendable, Equatable {
    let name: String
    let value: String
  }

  let method: Method
  /// The path below the base URL with a slash at both ends: Close redirects where the last one is
  /// missing, and redirects are not followed.
  let path: String
  let parameters: [Parameter]
  let body: JSONValue?
  let effect: Effect
  /// Hours from UTC for `x-tz-offset`, as in "-4" or "5.5".
  var timezoneOffset: String?
  /// The endpoint group as far as anybody outside Close knows: method and first segment of the
  /// path.
  let group: String

  /// Takes the parts of path and query as they are; they are encoded here.
  ///
  /// Without `effect` it is the method's own: GET reads, PUT and DELETE set, POST adds.
  /// - Throws: ``CloseError`` of kind `bad_argument` for a segment or value that would change what
  ///   is meant: an empty one would turn the deletion of one object into that of many.
  init(
    _ method: Method, _ segments: [String], query: [(String, String)] = [], body: JSONValue? = nil,
    effect: Effect? = nil
  ) throws(CloseError) {
    for (name, value) in query where value.isEmpty {
      throw CloseError(
        .badArgument, "'\(name)' is empty. Give the id of the person who is meant.",
        operation: "\(method.rawValue) /\(segments.joined(separator: "/"))/")
    }
    try self.init(
      method, segments, parameters: query.map { Parameter(name: $0.0, value: $0.1) }, body: body,
      effect: effect)
  }

  /// The same for parameters of which an empty value may be meant.
  init(
    _ method: Method, _ segments: [String], parameters: [Parameter], body: JSONValue?,
    effect: Effect? = nil
  ) throws(CloseError) {
    for segment in segments where segment.isEmpty || segment == "." || segment == ".." {
      throw CloseError(
        .badArgument, "'\(segment)' is not an id. Give the id of the object that is meant.",
        operation: "\(method.rawValue) /\(segments.joined(separator: "/"))/")
    }
    self.method = method
    let encoded = segments.map(PercentEncoding.encoded)
    path = encoded.reduce("/") { $0 + $1 + "/" }
    self.parameters = parameters
    self.body = body
    self.effect = effect ?? Self.usualEffect(of: method)
    group = method.rawValue + " /" + (encoded.first ?? "")
  }

  private static func usualEffect(of method: Method) -> Effect {
    switch method {
    case .get: .reads
    case .put, .delete: .sets
    case .post: .adds
    }
  }

  /// Everything behind the path, with its question mark; or nothing.
  var query: String {
    guard !parameters.isEmpty else { return "" }
    return "?"
      + parameters.map {
        "\(PercentEncoding.encoded($0.name))=\(PercentEncoding.encoded($0.value))"
      }.joined(separator: "&")
  }

  /// The request in the words of an error: `POST /send_as/`.
  var operation: String { "\(method.rawValue) \(path)" }

  /// Whether the request changes nothing and may be repeated at will.
  var isRead: Bool { effect == .reads }
}
