import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
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
    // Nobody collects traces here, and to note what a trace would say costs each request.
    configuration.tracing.tracer = nil
    // One loop for all connections: answers that come together are taken in one turn, and the few
    // requests a second that Close allows leave it idle.
    client = HTTPClient(
      eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton.next()),
      configuration: configuration)
    self.timeouts = timeouts
    self.bodyCap = bodyCap
  }

  func send(
    method: String, url: String, headers: [(name: String, value: String)], body: [UInt8]?,
    within limit: Duration? = nil
  ) async throws(ExchangeFailure) -> CloseAnswer {
    let collector = AnswerCollector(bodyCap: bodyCap)
    do {
      let request = try HTTPClient.Request(
        url: url, method: HTTPMethod(rawValue: method),
        headers: HTTPHeaders(headers.map { ($0.name, $0.value) }),
        // A body of known length is sent with Content-Length; Close refuses chunked ones.
        body: body.map { .byteBuffer(ByteBuffer(bytes: $0)) })
      let deadline =
        NIODeadline.now() + TimeAmount(limit.map { min($0, timeouts.total) } ?? timeouts.total)
      let task = client.execute(request: request, delegate: collector, deadline: deadline)
      return try await withTaskCancellationHandler {
        try await task.futureResult.get()
      } onCancel: {
        task.cancel()
      }
    } catch {
      throw ExchangeFailure(error, head: collector.head)
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
