import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The HTTP client: one request out, one whole answer or failure back.
///
/// It knows neither Close nor retries, and it is the only code that touches AsyncHTTPClient besides
/// ``ExchangeFailure``.
final class HTTPExchange: Sendable {
  /// The most an answer's body may hold, 64 MiB: an organisation's listing of 100,000 users is
  /// about half of that, and a server gone mad cannot eat the memory.
  static let bodyCap = 64 << 20

  private let client: HTTPClient
  private let timeouts: Timeouts
  private let bodyCap: Int
  /// The one thread on which all requests are made and all answers taken.
  private let loop: any EventLoop
  private let targets: NIOLoopBoundBox<RequestTargets>
  private let timer: AnswerTimer
  private let wakeups: TaskWakeups

  /// - Throws: ``CloseError`` of kind `bad_argument` for a file of certificates that is none.
  init(
    connections: Int, timeouts: Timeouts, route: Route = Route(),
    bodyCap: Int = HTTPExchange.bodyCap
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
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    // Shorter than servers keep idle connections, so that a request rarely meets one that is just
    // being closed: its fate would be unknown.
    configuration.connectionPool.idleTimeout = .seconds(30)
    // A server that is not there is reported at once; repeating is the transport's policy.
    configuration.connectionPool.retryConnectionEstablishment = false
    // Nobody collects traces here, and to note what a trace would say costs each request.
    configuration.tracing.tracer = nil
    // The one place at which the library lets others into a connection, whatever it is called. HTTP/2
    // gathers what it sends by itself.
    configuration.http1_1ConnectionDebugInitializer = { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(GatheredFlush(), position: .first)
      }
    }
    // One loop for all connections: answers that come together are taken in one turn, and the few
    // requests a second that Close allows leave it idle.
    loop = MultiThreadedEventLoopGroup.singleton.next()
    client = HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration)
    targets = .makeBoxSendingValue(RequestTargets(), eventLoop: loop)
    timer = AnswerTimer(loop, silence: TimeAmount(timeouts.read))
    wakeups = TaskWakeups(loop)
    self.timeouts = timeouts
    self.bodyCap = bodyCap
  }

  func send(
    method: String, url: String, headers: [(name: String, value: String)], body: [UInt8]?,
    within limit: Duration? = nil
  ) async throws(ExchangeFailure) -> CloseAnswer {
    let headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
    // A body of known length is sent with Content-Length; Close refuses chunked ones.
    let body = body.map { HTTPClient.Body.byteBuffer(ByteBuffer(bytes: $0)) }
    let deadline =
      NIODeadline.now() + TimeAmount(limit.map { min($0, timeouts.total) } ?? timeouts.total)
    let collector = AnswerCollector(bodyCap: bodyCap, timer: timer, loop: loop)
    return try await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        // What a request needs is done where it belongs, in one go: each call of the library from
        // another thread would wake the loop again.
        loop.execute { [self] in
          guard !collector.isCancelled else { return wakeups.wake(waiter, .failure(.unsent)) }
          do {
            var request = try targets.value.request(HTTPMethod(rawValue: method), to: url)
            request.headers = headers
            request.body = body
            let answer = collector.begin(until: deadline) {
              client.execute(request: request, delegate: collector)
            }
            answer.whenComplete { [wakeups] answer in
              collector.end()
              wakeups.wake(waiter, answer.mapError { ExchangeFailure($0, head: collector.head) })
            }
          } catch {
            wakeups.wake(waiter, .failure(ExchangeFailure(error, head: nil)))
          }
        }
      }
    } onCancel: {
      loop.execute { collector.cancel() }
    }.get()
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
