import Synchronization

/// Ends a script from outside: first in order, so that it can clean up, and after some time by force.
final class RunStop: Sendable {
  /// Why it is to end.
  enum Cause: Equatable, Sendable {
    case signal(Int32)
    case deadline
    /// A limit of the run has refused a change, and would refuse the next ones.
    case limit
  }

  /// What is to be done.
  enum Step: Equatable, Sendable {
    /// Say so, and tell the script to end.
    case order(Cause)
    /// The time for cleaning up is over.
    case force
  }

  /// How long a script may clean up, with calls.
  static let cleanUpTime = Duration.seconds(10)

  private struct State {
    var cause: Cause?
    var wasForced = false
    var timer: Task<Void, Never>?
  }

  private let state = Mutex(State())
  private let clock: any Clock<Duration>
  private let take: @Sendable (Step) -> Void

  /// - Parameters:
  ///   - clock: What the time for cleaning up is measured on.
  ///   - take: Does what is to be done; called on any thread.
  init(clock: any Clock<Duration> = ContinuousClock(), take: @escaping @Sendable (Step) -> Void) {
    (self.clock, self.take) = (clock, take)
  }

  deinit { state.withLock { $0.timer?.cancel() } }

  /// Why the script was told to end, if it was; a signal counts more than a deadline.
  var cause: Cause? { state.withLock { $0.cause } }

  /// Whether it had to be stopped by force.
  var wasForced: Bool { state.withLock { $0.wasForced } }

  /// Tells the script to end.
  func begin(_ cause: Cause) {
    let isFirst = state.withLock { state in
      let isFirst = state.cause == nil
      if case .signal = cause { state.cause = cause } else if isFirst { state.cause = cause }
      return isFirst
    }
    guard isFirst else { return }
    take(.order(cause))
    let timer = Task { [clock, weak self] in
      guard (try? await clock.sleep(for: Self.cleanUpTime)) != nil else { return }
      self?.force()
    }
    state.withLock { $0.timer = timer }
  }

  private func force() {
    state.withLock { $0.wasForced = true }
    take(.force)
  }
}
