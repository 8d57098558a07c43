/// Decides after each try of one request whether it is sent again.
///
/// It repeats what is known not to have been processed, what only reads, and what names the state
/// that is wanted, so that a second copy changes nothing more. What may add something and whose fate
/// is unknown is never repeated here: whoever sent it has to read back. Waiting for the rate limit
/// is not an attempt; a request answered 429 was not processed (as official clients take it, too).
struct AttemptPolicy: Sendable {
  enum Decision: Equatable, Sendable {
    /// The answer is the result, good or bad.
    case deliver
    /// Send it again, after this time.
    case again(after: Duration)
    /// There is no answer; this is what to call it.
    case giveUp(CloseError.Kind)
    /// The answer says that what an earlier try asked for has been done.
    case done
  }

  /// Tries in all (`reference/pacing.md`, section 2.6).
  static let mostAttempts = 5
  /// Answers 429 in a row before it is an error: each was preceded by the wait that the server
  /// asked for, so something is wrong by then.
  static let mostThrottles = 20

  private let effect: CloseRequest.Effect
  private let isDeletion: Bool
  /// How often the request was tried, without the tries that were answered 429.
  private(set) var attempts = 0
  private var throttles = 0
  /// Whether a try has left of which nobody knows what became of it.
  private var hasUnknownFate = false

  init(effect: CloseRequest.Effect, isDeletion: Bool = false) {
    self.effect = effect
    self.isDeletion = isDeletion
  }

  /// Whether a change of this request may have been made without an answer that says so.
  var isOpen: Bool { hasUnknownFate && effect != .reads }

  /// What to call a failure that is the last word on the request.
  func lastWord(_ kind: CloseError.Kind) -> CloseError.Kind { isOpen ? .ambiguous : kind }

  /// What to do after an answer; `random`, from 0 up to 1, spreads the repeats of many clients.
  ///
  /// `retryAfter` is the least wait that the answer asks for. Both are asked for a repeat only.
  mutating func answered(
    _ status: Int, retryAfter: @autoclosure () -> Duration? = nil,
    random: @autoclosure () -> Double
  ) -> Decision {
    if status == 429 {
      throttles += 1
      // The pacer knows when the window opens and holds back the next permit until then.
      return throttles <= Self.mostThrottles ? .again(after: .zero) : .deliver
    }
    attempts += 1
    if status == 404, isDeletion, hasUnknownFate { return .done }
    guard Self.passes(status) else { return .deliver }
    hasUnknownFate = true
    guard effect != .adds, attempts < Self.mostAttempts else { return .deliver }
    return .again(after: max(backoff(random()), retryAfter() ?? .zero))
  }

  /// What to do when no whole answer came; `random` is the same as above.
  ///
  /// What is lasting would only fail again.
  mutating func failed(
    _ reach: ExchangeFailure.Reach, _ kind: CloseError.Kind, isLasting: Bool = false,
    random: @autoclosure () -> Double
  ) -> Decision {
    attempts += 1
    if reach == .unknown { hasUnknownFate = true }
    if reach == .unknown, effect == .adds { return .giveUp(.ambiguous) }
    let mayPass = kind == .connection || kind == .timeout || kind == .tls
    guard mayPass, !isLasting, attempts < Self.mostAttempts else { return .giveUp(lastWord(kind)) }
    return .again(after: backoff(random()))
  }

  /// Failures of a server or of a gateway before it, which go by.
  private static func passes(_ status: Int) -> Bool { status == 500 || 502...504 ~= status }

  /// Full jitter: anything from nothing to 0.25 s · 2ⁿ, at most 20 s.
  private func backoff(_ random: Double) -> Duration {
    let most = min(20, 0.25 * Double(1 << min(attempts, 10)))
    return .seconds(most * random)
  }
}
