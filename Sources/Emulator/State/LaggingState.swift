/// The state as it was some time ago, for reads that do not see the latest changes.
struct LaggingState: Sendable {
  private(set) var state: OrganizationState
  private let lag: Duration
  private var pending: [(time: Duration, change: WorldChange)] = []

  /// Begins with what is true now.
  init(_ state: OrganizationState, lag: Duration) {
    self.state = state
    self.lag = lag
  }

  /// Hears of a change; times must not go back.
  mutating func note(_ change: WorldChange, at time: Duration) {
    pending.append((time, change))
    advance(to: time)
  }

  /// Makes the changes that are old enough.
  mutating func advance(to time: Duration) {
    let old = pending.prefix { $0.time + lag <= time }
    for entry in old { state.apply(entry.change) }
    pending.removeFirst(old.count)
  }
}
