public import Pacing

/// The way to one Close: connections and the rate limit's ledger, shared by all identities.
///
/// A program has one per base URL, for limits hold for a whole organisation and connections cost.
/// End it with ``shutdown()``.
public final class CloseTransport: Sendable {
  /// Close's own API, the same for all customers (since 2019-02-22).
  public static let closeBaseURL = "https://api.close.com/api/v1"

  let baseURL: BaseURL
  private let exchange: HTTPExchange
  private let pacer: Pacer
  private let clock: any Clock<Duration>
  private let userAgent: String
  private let random: @Sendable () -> Double

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
    get async { TrafficReport(await pacer.report) }
  }

  /// The least time that `requests` more take, if they go to the same endpoints as those before;
  /// nil while too little is known of the limit.
  public func forecast(_ requests: Int) async -> Duration? { await pacer.forecast(requests) }

  /// Keeps what was learned of limits for the next run.
  ///
  /// - Throws: Whatever the memory throws.
  public func keepLimits() async throws { try await pacer.keep() }

  /// Sends one request as often as ``AttemptPolicy`` allows, and returns a successful answer.
  func send(_ request: CloseRequest, as sender: Sender) async throws(CloseError) -> CloseAnswer {
    var policy = AttemptPolicy(isRead: request.isRead)
    let body = try request.body.map { body throws(CloseError) in try body.encoded() }
    while true {
      do {
        switch try await once(request, body, as: sender, &policy) {
        case .finished(let answer): return answer
        case .again(let delay): try await wait(delay)
        }
      } catch {
        throw error.located(in: request, for: sender, attempts: policy.attempts)
      }
    }
  }

  private enum Progress {
    case finished(CloseAnswer)
    case again(after: Duration)
  }

  private func once(
    _ request: CloseRequest, _ body: [UInt8]?, as sender: Sender, _ policy: inout AttemptPolicy
  ) async throws(CloseError) -> Progress {
    let permit = try await permit(for: request, as: sender)
    let answer: CloseAnswer
    do {
      answer = try await exchange.send(
        method: request.method.rawValue, url: baseURL.text + request.path + request.query,
        headers: headers(for: sender, hasBody: body != nil), body: body)
    } catch {
      await settle(permit, error.head, wasSent: error.reach == .unknown)
      switch policy.failed(error.reach, error.kind, random: random()) {
      case .again(let delay): return .again(after: delay)
      case .giveUp(let kind): throw CloseError(error, kind, baseURL: baseURL)
      case .deliver: throw CloseError(error, error.kind, baseURL: baseURL)
      }
    }
    await settle(permit, answer.head, wasSent: true)
    if case .again(let delay) = policy.answered(answer.status, random: random()) {
      return .again(after: delay)
    }
    if 200..<300 ~= answer.status { return .finished(answer) }
    throw CloseError(answer, to: request, from: sender, baseURL: baseURL)
  }

  private func permit(
    for request: CloseRequest, as sender: Sender
  ) async throws(CloseError) -> Permit {
    let key = BucketKey(
      credential: sender.credential.name, organization: sender.organization?.rawValue ?? "",
      group: request.group)
    let permit: Permit
    do {
      permit = try await pacer.permit(for: key)
    } catch {
      throw Self.cancelled
    }
    // Here is the last place where it is certain that nothing left: the HTTP client takes up a
    // request and its cancellation in no particular order.
    if Task.isCancelled {
      await permit.unused()
      throw Self.cancelled
    }
    return permit
  }

  /// Gives the pacer what the server said about its limits, or that it said nothing.
  private func settle(_ permit: Permit, _ head: AnswerHead?, wasSent: Bool) async {
    guard let head else { return wasSent ? await permit.lost() : await permit.unused() }
    await permit.answered(
      status: head.status, reading: RateReading(status: head.status, headers: head.headers))
  }

  private func wait(_ delay: Duration) async throws(CloseError) {
    guard delay > .zero else { return }
    do {
      try await clock.sleep(for: delay)
    } catch {
      throw Self.cancelled
    }
  }

  private func headers(for sender: Sender, hasBody: Bool) -> [(name: String, value: String)] {
    var headers = [
      (name: "Authorization", value: sender.credential.authorization),
      (name: "Accept", value: "application/json"),
      (name: "User-Agent", value: userAgent),
    ]
    if hasBody { headers.append((name: "Content-Type", value: "application/json")) }
    return headers
  }

  private static let cancelled = CloseError(
    .cancelled, "The request was cancelled before it was sent.")
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
