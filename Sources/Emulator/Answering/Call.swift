/// One authenticated request to one operation.
struct Call: Sendable {
  /// Who asks.
  let person: Roster.Index
  let query: Query
  /// The body as a JSON object, or what to answer if the operation needs one.
  let body: Result<JSONValue, Refusal>

  /// Parses the body of a request, which must be a JSON object sent with its length.
  ///
  /// The sentences are flask-mongorest's.
  static func body(
    of request: WireRequest, _ options: WorldOptions
  ) -> Result<JSONValue, Refusal> {
    guard isJSON(request.contentType) || options.contentType == .accepted else {
      return .failure(options.contentType == .invalid ? notCalledJSON : unsupported)
    }
    guard !request.isChunked || options.chunkedBody == .allowed else {
      return .failure(.plain(400, "Chunked Transfer-Encoding is not supported."))
    }
    guard let value = try? JSONValue(parsing: request.body) else {
      return .failure(.plain(400, "The request contains invalid JSON."))
    }
    guard case .object = value else {
      return .failure(.plain(400, "JSON data must be a dict."))
    }
    return .success(value)
  }

  // Made once: every request without a body carries one of the two, for operations that need one.
  private static let unsupported = Refusal.plain(415, pleaseSend)
  private static let notCalledJSON = Refusal.plain(400, pleaseSend)
  private static let pleaseSend =
    "Please send valid JSON with a 'Content-Type: application/json' header."

  private static func isJSON(_ contentType: String?) -> Bool {
    guard let contentType else { return false }
    if contentType == "application/json" { return true }
    guard let mediaType = contentType.split(separator: ";").first else { return false }
    let name = mediaType.lowercased().filter { $0 != " " }
    return name == "application/json"
      || (name.hasPrefix("application/") && name.hasSuffix("+json"))
  }
}

/// What an operation answers when it does not refuse.
enum Answer: Sendable {
  case json(Int, JSONValue)
  /// 200 with a document of which `_fields` may ask for a part.
  case document(JSONValue)
  /// 201 with a document; the path is its place.
  case created(JSONValue, at: String)
  /// A status without a body.
  case empty(Int)

  static let noContent = Answer.empty(204)
}
