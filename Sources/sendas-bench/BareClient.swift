import AsyncHTTPClient
import CloseAPI
import Emulator
import NIOCore
import NIOHTTP1
import NIOPosix

/// The same two requests by the HTTP library alone: nothing is read of an answer, no time is kept, and
/// all happens on one thread.
///
/// What it takes is the least that `CloseClient` can take on top of that library.
struct BareClient {
  private final class Listener: HTTPClientResponseDelegate {
    func didFinishRequest(task: HTTPClient.Task<Void>) throws {}
  }

  private let client: HTTPClient
  private let loop: any EventLoop
  private let requests: [HTTPClient.Request]

  init(asking base: String) throws {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.tracing.tracer = nil
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
    loop = MultiThreadedEventLoopGroup.singleton.next()
    client = HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration)
    let (me, other) = PythonClient.people
    var list = try HTTPClient.Request(url: base + "/send_as/", method: .GET)
    list.headers = ["Accept": "application/json", "User-Agent": "sendas"]
    list.setBasicAuth(username: World.acme.users[0].apiKey, password: "")
    var create = try HTTPClient.Request(url: base + "/send_as/", method: .POST)
    create.headers = list.headers
    create.headers.add(name: "Content-Type", value: "application/json")
    create.body = .string(
      #"{"allowed_user_id":"\#(other.rawValue)","allowing_user_id":"\#(me.rawValue)"}"#)
    requests = [list, create]
  }

  /// Sends so many lists and creates by turns, so many at once.
  func send(_ pairs: Int, _ width: Int) async throws {
    let chains = (0..<width).map { _ in
      let end = loop.makePromise(of: Void.self)
      loop.execute { go(2 * (pairs / width), end) }
      return end.futureResult
    }
    try await EventLoopFuture.andAllSucceed(chains, on: loop).get()
  }

  @Sendable private func go(_ left: Int, _ end: EventLoopPromise<Void>) {
    guard left > 0 else { return end.succeed() }
    client.execute(request: requests[left % 2], delegate: Listener()).futureResult.whenComplete {
      switch $0 {
      case .success: go(left - 1, end)
      case .failure(let error): end.fail(error)
      }
    }
  }

  func shutdown() async throws { try await client.shutdown() }
}
