/// A request as the emulated API sees it, with nothing of sockets in it.
package struct WireRequest: Sendable, Hashable {
  /// The method in capitals.
  package var method: String
  /// The path with the query, as in the request line.
  package var target: String
  /// The `Host` header, for absolute redirects.
  package var host: String?
  /// The `Authorization` header.
  package var authorization: String?
  /// The `Content-Type` header.
  package var contentType: String?
  /// Whether the body came without a `Content-Length`.
  package var isChunked: Bool
  /// The body, empty where there is none or it was not read because it was chunked.
  package var body: [UInt8]

  /// Makes a request from its parts.
  package init(
    method: String, target: String, host: String? = nil, authorization: String? = nil,
    contentType: String? = nil, isChunked: Bool = false, body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.host = host
    self.authorization = authorization
    self.contentType = contentType
    self.isChunked = isChunked
    self.body = body
  }
}
