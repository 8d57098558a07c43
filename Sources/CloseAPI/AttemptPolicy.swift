/// Decides after each try of one request whether it is sent again.
///
/// It repeats what is known not to have been processed, and what only reads. A change of unknown
/// fate is never repeated here: whoever sent it has to read back. Waiting for the rate limit is not
/// an attempt; a request answered 429 was not processed (as official clients take it, too).
struct AttemptPolicy: Sendable {
  enum Decision: Equatable, Sendable {
    /// The answer is the result, good or bad.
    case deliver
    /// Send it again, after this time.
    case again(after: Duration)
    /// There is no answer; this is what to call it.
    case giveUp(CloseError.Kind)
  }

  /// Tries in all, as hampel/close-api does with Close's live service.
  static let mostAttempts = 3
  /// Answers 429 in a row before it is an error: each was preceded by the wait that the server
  /// asked for, so something is wrong by then.
  static let mostThrottles = 20

  private let isRead: Bool
  /// How often the request was tried, without the tries that were answered 429.
  private(set) var attempts = 0
  private var throttles = 0

  init(isRead: Bool) {
    self.isRead = isRead
  }

  /// What to do after an answer; `random`, from 0 up to 1, spreads the repeats of many clients.
  mutating func answered(_ status: Int, random: Double) -> Decision {
    if status == 429 {
      throttles += 1
      // The pacer knows when the window opens and holds back the next permit until then.
      return throttles <= Self.mostThrottles ? .again(after: .zero) : .deliver
    }
    attempts += 1
    guard isRead, 502...504 ~= status, attempts < Self.mostAttempts else { return .deliver }
    return .again(after: backoff(random))
  }

  /// What to do when no whole answer came; `random` is the same as above.
  mutating func failed(
    _ reach: ExchangeFailure.Reach, _ kind: CloseError.Kind, random: Double
  ) -> Decision {
    attempts += 1
    if reach == .unknown, !isRead { return .giveUp(.ambiguous) }
    let mayPass = kind == .connection || kind == .timeout || kind == .tls
    guard mayPass, attempts < Self.mostAttempts else { return .giveUp(kind) }
    return .again(after: backoff(random))
  }

  /// Full jitter: anything from nothing to 0.25 s · 2ⁿ, at most 20 s.
  private func backoff(_ random: Double) -> Duration {
    let most = min(20, 0.25 * Double(1 << min(attempts, 10)))
    return .seconds(most * random)
  }
}
