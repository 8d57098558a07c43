public import Pacing

/// How a transport's requests are doing at one moment, in plain values.
public struct TrafficReport: Sendable, Equatable {
  /// Requests that left so far.
  public let sent: Int
  /// How many of them were answered 429, "too many requests".
  public let throttled: Int
  /// Requests whose answer is awaited now.
  public let inFlight: Int
  /// Requests that wait for the rate limit now.
  public let waiting: Int
  /// When the first of them may go, from now; nil when that is unknown or nothing waits.
  public let waitingUntil: Duration?
  /// How long all requests together have waited for the rate limit so far.
  public let timeWaited: Duration
  /// Requests sent again after a failure.
  public let repeats: Int
  /// Whether a repeat was refused because there had been too many.
  public let isRetryBudgetSpent: Bool

  /// From the first request's wish to the last answer.
  public let elapsed: Duration
  /// The least time in which anybody could have had these answers, at this share of the limit; nil
  /// while the kind of the limit is unknown.
  public let leastTime: Duration?
  /// The part of the limit that may be used.
  public let share: Double
  /// Limits that are stricter than headers say, in words: `about 40 requests in 8 s of POST /send_as`.
  public let stricterLimits: [String]

  /// Makes a report from its parts.
  public init(
    sent: Int = 0, throttled: Int = 0, inFlight: Int = 0, waiting: Int = 0,
    waitingUntil: Duration? = nil, timeWaited: Duration = .zero, repeats: Int = 0,
    isRetryBudgetSpent: Bool = false, elapsed: Duration = .zero, leastTime: Duration? = nil,
    share: Double = 1, stricterLimits: [String] = []
  ) {
    self.sent = sent
    self.throttled = throttled
    self.inFlight = inFlight
    self.waiting = waiting
    self.waitingUntil = waitingUntil
    self.timeWaited = timeWaited
    self.repeats = repeats
    self.isRetryBudgetSpent = isRetryBudgetSpent
    self.elapsed = elapsed
    self.leastTime = leastTime
    self.share = share
    self.stricterLimits = stricterLimits
  }

  init(_ report: PacingReport, _ budget: RetryBudget) {
    self.init(
      sent: report.sent, throttled: report.throttled, inFlight: report.inFlight,
      waiting: report.waiting, waitingUntil: report.waitingUntil,
      timeWaited: report.timeWaited, repeats: budget.repeats,
      isRetryBudgetSpent: budget.isSpent, elapsed: report.elapsed,
      leastTime: report.leastTime, share: report.share,
      stricterLimits: report.stricter.map(\.description))
  }
}

/// Where a transport keeps what it has learned of limits, from one run to the next.
public typealias LimitMemory = PacingMemory
