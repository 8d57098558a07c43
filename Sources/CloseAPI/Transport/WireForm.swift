/// A request as it leaves: the method, the URL, and the body's bytes.
struct WireForm: Sendable, Equatable {
  /// The longest URL that Close's documentation recommends ("Filter parameters"), in characters.
  static let longestURL = 2000

  let method: String
  let url: String
  let body: [UInt8]?
  /// The method that is meant, where a POST stands for it.
  let override: String?

  /// Writes a request for a server.
  ///
  /// A GET whose URL would be too long becomes a POST with its parameters in the body and
  /// `x-http-method-override: GET`, as Close documents for long filters.
  /// - Throws: ``CloseError`` of kind `bad_argument` for a body that JSON cannot hold.
  init(_ request: CloseRequest, baseURL: BaseURL) throws(CloseError) {
    let full = baseURL.text + request.path + request.query
    if request.method == .get, full.utf8.count > Self.longestURL, !request.parameters.isEmpty {
      method = CloseRequest.Method.post.rawValue
      url = baseURL.text + request.path
      override = CloseRequest.Method.get.rawValue
      let values = request.parameters.map { ($0.name, JSONValue.string($0.value)) }
      body = try JSONValue.object([("_params", .object(values))]).encoded()
    } else {
      method = request.method.rawValue
      url = full
      override = nil
      body = try request.body.map { body throws(CloseError) in try body.encoded() }
    }
  }
}
