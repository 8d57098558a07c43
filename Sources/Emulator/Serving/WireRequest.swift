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
  /// The `X-HTTP-Method-Override` header: the method that a `POST` stands for.
  package var methodOverride: String?
  /// Whether the body came without a `Content-Length`.
  package var isChunked: Bool
  /// The body, empty where there is none.
  package var body: [UInt8]

  /// Makes a request from its parts.
  package init(
    method: String, target: String, host: String? = nil, authorization: String? = nil,
    contentType: String? = nil, methodOverride: String? = nil, isChunked: Bool = false,
    body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.host = host
    self.authorization = authorization
    self.contentType = contentType
    self.methodOverride = methodOverride
    self.isChunked = isChunked
    self.body = body
  }
}
