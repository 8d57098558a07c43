public import Pacing
import Synchronization

/// The way to one Close: connections and the rate limit's ledger, shared by all identities.
///
/// A program has one per base URL, for limits hold for a whole organisation and connections cost.
/// End it with ``shutdown()``.
public final class CloseTransport: Sendable {
  /// Close's own API, the same for all customers (since 2019-02-22).
  public static let closeBaseURL = "https://api.close.com/api/v1"

  /// The base URL as text, without a slash at its end.
  public var server: String { baseURL.text }

  let baseURL: BaseURL
  let exchange: HTTPExchange
  /// Nil: requests leave at once, for benchmarks.
  let pacer: Pacer?
  let clock: any Clock<Duration>
  let userAgent: String
  let trace: (@Sendable (RequestTrace) -> Void)?
  /// The server, and the proxy before it, in the words of an error.
  let place: String
  let random: @Sendable () -> Double
  /// The time on the clock since the transport was made.
  let elapsed: @Sendable () -> Duration
  let operationDeadline: Duration
  let budget = Mutex(RetryBudget())

  /// Prepares a way; nothing is sent.
  /// - Parameters:
  ///   - baseURL: where the API is. Plain http is taken for this machine (loopback) only.
  ///   - connections: how many requests may be on their way at once, over all identities.
  ///   - share: how much of the account's rate limit may be used, from 0 to 1; the rest is left to
  ///     other programs.
  ///   - isStrict: whether never to send before a window has opened for sure, whatever the network
  ///     does; it costs up to a round trip per window.
  ///   - mostPerSecond: the most requests in any second, where a limit in front of the server is
  ///     known; one that is not known is learned from its refusals.
  ///   - memory: where earlier runs have kept what they learned of limits.
  ///   - route: who is trusted beside the machine's own authorities, and the proxy in between.
  ///   - userAgent: what Close lists beside the key's last use.
  ///   - timeouts: how long one attempt may take.
  ///   - clock: measures the waits between attempts and for the rate limit.
  ///   - random: a number from 0 up to 1 for each call; spreads repeats.
  ///   - trace: told of each try when it has ended, on any thread.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` for a URL that is none or
  ///   would send keys in the clear, and for a file of certificates that holds none.
  public convenience init<C: Clock>(
    baseURL: String = closeBaseURL, connections: Int = 32, share: Double = 1,
    isStrict: Bool = false, mostPerSecond: Int? = nil, memory: (any LimitMemory)? = nil,
    route: Route = Route(), userAgent: String = "sendas", timeouts: Timeouts = Timeouts(),
    clock: C = ContinuousClock(),
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    trace: (@Sendable (RequestTrace) -> Void)? = nil
  ) throws(CloseError) where C.Duration == Duration {
    let pacer = Pacer(
      clock: clock, share: share, connections: max(1, connections), isStrict: isStrict,
      mostPerSecond: mostPerSecond, memory: memory)
    try self.init(baseURL, connections, pacer, route, userAgent, timeouts, clock, random, trace)
  }

  /// Prepares a way without a pacer: what the client itself costs is measured on it.
  package convenience init(unpacedBaseURL: String, connections: Int = 32) throws(CloseError) {
    try self.init(
      unpacedBaseURL, connections, nil, Route(), "sendas", Timeouts(), ContinuousClock(),
      { Double.random(in: 0..<1) }, nil)
  }

  private init<C: Clock>(
    _ baseURL: String, _ connections: Int, _ pacer: Pacer?, _ route: Route, _ userAgent: String,
    _ timeouts: Timeouts, _ clock: C, _ random: @escaping @Sendable () -> Double,
    _ trace: (@Sendable (RequestTrace) -> Void)?
  ) throws(CloseError) where C.Duration == Duration {
    self.baseURL = try BaseURL(baseURL)
    exchange = try HTTPExchange(connections: max(1, connections), timeouts: timeouts, route: route)
    place = self.baseURL.text + (route.proxy.map { " through the proxy \($0)" } ?? "")
    self.trace = trace
    self.pacer = pacer
    self.clock = clock
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    operationDeadline = timeouts.operation
    self.userAgent = userAgent
    self.random = random
  }

  deinit {
    exchange.shutdownSoon()
  }

  /// Closes all connections; requests on their way fail, later ones too.
  public func shutdown() async {
    await exchange.shutdown()
  }

  /// Requests sent, requests refused, and how many wait for the rate limit.
  public var traffic: TrafficReport {
    get async {
      let budget = budget.withLock { $0 }
      guard let pacer else { return TrafficReport(repeats: budget.repeats) }
      return TrafficReport(await pacer.report, budget)
    }
  }

  /// Requests that have begun, each counted once however often it is sent.
  package var begun: Int { budget.withLock { $0.operations } }

  /// Counts a request that is about to come.
  func countRequest() -> CountedRequest {
    budget.withLock { $0.began() }
    return CountedRequest()
  }

  /// The least time that `requests` more take, if they go to the same endpoints as those before;
  /// nil while too little is known of the limit.
  public func forecast(_ requests: Int) async -> Duration? { await pacer?.forecast(requests) }

  /// The limits as Close's answers have shown them so far.
  public var limits: [RateLimit] {
    get async { (await pacer?.limits ?? []).map(RateLimit.init) }
  }

  /// Keeps what was learned of limits for the next run.
  ///
  /// - Throws: Whatever the memory throws.
  public func keepLimits() async throws { try await pacer?.keep() }
}

extension CloseTransport: CustomReflectable {
  /// A mirror that shows the base URL only.
  ///
  /// The connections inside hold request heads with their keys, and change while they are looked
  /// at.
  public var customMirror: Mirror {
    Mirror(self, children: ["baseURL": baseURL.text])
  }
}

/// Whom a request is sent for.
struct Sender: Sendable {
  let credential: Credential
  let organization: OrganizationID?
  /// The person as people know them, for messages.
  let identity: String
  /// Whom its requests should not keep waiting.
  var priority = RequestPriority.change
  /// How many requests can only leave after the next one was answered.
  var following = 0
  /// Set where the next request was counted before it reached the transport.
  var counted: CountedRequest?
}

/// That one request was counted already; those after it, such as further pages, were not.
final class CountedRequest: Sendable {
  private let isTaken = Atomic(false)

  /// Whether it is the request that asks.
  func take() -> Bool { !isTaken.exchange(true, ordering: .relaxed) }
}
