import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// The HTTP client: one request out, one whole answer or failure back.
///
/// It knows neither Close nor retries, and it is the only code that touches AsyncHTTPClient besides
/// ``ExchangeFailure``.
struct HTTPExchange: Sendable {
  /// The most an answer's body may hold, 64 MiB: an organisation's listing of 100,000 users is
  /// about half of that, and a server gone mad cannot eat the memory.
  static let bodyCap = 64 << 20

  private let client: HTTPClient
  private let timeouts: Timeouts
  private let bodyCap: Int

  /// - Throws: ``CloseError`` of kind `bad_argument` for a file of certificates that is none.
  init(
    connections: Int, timeouts: Timeouts, route: Route = Route(), bodyCap: Int = Self.bodyCap
  ) throws(CloseError) {
    var configuration = HTTPClient.Configuration()
    if let file = route.caFile {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.additionalTrustRoots = [
        .certificates(try TrustedCertificates(file: file).certificates)
      ]
      configuration.tlsConfiguration = tls
    }
    configuration.proxy = route.proxy.map(HTTPClient.Configuration.Proxy.init)
    // A credential follows no redirect, to another host or elsewhere.
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = TimeAmount(timeouts.connect)
    configuration.timeout.read = TimeAmount(timeouts.read)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    // Shorter than servers keep idle connections, so that a request rarely meets one that is just
    // being closed: its fate would be unknown.
    configuration.connectionPool.idleTimeout = .seconds(30)
    // A server that is not there is reported at once; repeating is the transport's policy.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    self.timeouts = timeouts
    self.bodyCap = bodyCap
  }

  func send(
    method: String, url: String, headers: [(name: String, value: String)], body: [UInt8]?,
    within limit: Duration? = nil
  ) async throws(ExchangeFailure) -> CloseAnswer {
    var request = HTTPClientRequest(url: url)
    request.method = HTTPMethod(rawValue: method)
    request.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
    if let body {
      // A body of known length is sent with Content-Length; Close refuses chunked ones.
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    let deadline =
      NIODeadline.now() + TimeAmount(limit.map { min($0, timeouts.total) } ?? timeouts.total)
    var head: AnswerHead?
    do {
      let response = try await client.execute(request, deadline: deadline)
      let answered = AnswerHead(
        status: Int(response.status.code),
        headers: response.headers.map { (name: $0.name, value: $0.value) })
      head = answered
      return CloseAnswer(head: answered, body: try await collect(response.body, by: deadline))
    } catch {
      throw ExchangeFailure(error, head: head)
    }
  }

  /// Closes all connections; requests on their way fail.
  func shutdown() async {
    // It can only fail for a client that is shut down already.
    try? await client.shutdown()
  }

  /// Closes all connections without waiting for that.
  func shutdownSoon() {
    client.shutdown { _ in }
  }

  /// Takes the body, up to the cap.
  ///
  /// The client's own deadline ends with the head. Each piece of the body comes within the read
  /// timeout or not at all, so looking at the clock between pieces bounds the whole.
  private func collect(
    _ body: HTTPClientResponse.Body, by deadline: NIODeadline
  ) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in body {
      guard bytes.count + piece.readableBytes <= bodyCap else { throw AnswerTooLarge() }
      guard NIODeadline.now() < deadline else { throw HTTPClientError.deadlineExceeded }
      bytes.append(contentsOf: piece.readableBytesView)
    }
    return bytes
  }
}

extension HTTPClient.Configuration.Proxy {
  fileprivate init(_ proxy: ProxyServer) {
    switch proxy.kind {
    case .http:
      self = .server(
        host: proxy.host, port: proxy.port,
        authorization: proxy.login.map { .basic(username: $0.user, password: $0.password) })
    case .socks: self = .socksServer(host: proxy.host, port: proxy.port)
    }
  }
}

extension TimeAmount {
  fileprivate init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
