public import Pacing
import Synchronization

/// The way to one Close: connections and the rate limit's ledger, shared by all identities.
///
/// A program has one per base URL, for limits hold for a whole organisation and connections cost.
/// End it with ``shutdown()``.
public final class CloseTransport: Sendable {
  /// Close's own API, the same for all customers (since 2019-02-22).
  public static let closeBaseURL = "https://api.close.com/api/v1"

  let baseURL: BaseURL
  let exchange: HTTPExchange
  let pacer: Pacer
  let clock: any Clock<Duration>
  let userAgent: String
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
  ///   - memory: where earlier runs have kept what they learned of limits.
  ///   - userAgent: what Close lists beside the key's last use.
  ///   - timeouts: how long one attempt may take.
  ///   - clock: measures the waits between attempts and for the rate limit.
  ///   - random: a number from 0 up to 1 for each call; spreads repeats.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` for a URL that is none or
  ///   would send keys in the clear.
  public init<C: Clock>(
    baseURL: String = closeBaseURL, connections: Int = 32, share: Double = 1,
    memory: (any LimitMemory)? = nil, userAgent: String = "sendas", timeouts: Timeouts = Timeouts(),
    clock: C = ContinuousClock(),
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) throws(CloseError) where C.Duration == Duration {
    self.baseURL = try BaseURL(baseURL)
    let connections = max(1, connections)
    exchange = HTTPExchange(connections: connections, timeouts: timeouts)
    pacer = Pacer(clock: clock, share: share, connections: connections, memory: memory)
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
    get async { TrafficReport(await pacer.report, budget.withLock { $0 }) }
  }

  /// The least time that `requests` more take, if they go to the same endpoints as those before;
  /// nil while too little is known of the limit.
  public func forecast(_ requests: Int) async -> Duration? { await pacer.forecast(requests) }

  /// The limits as Close's answers have shown them so far.
  public var limits: [RateLimit] {
    get async { await pacer.limits.map(RateLimit.init) }
  }

  /// Keeps what was learned of limits for the next run.
  ///
  /// - Throws: Whatever the memory throws.
  public func keepLimits() async throws { try await pacer.keep() }
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
}
