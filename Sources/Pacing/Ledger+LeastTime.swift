extension Ledger {
  /// What one may take of a window.
  var allowance: Int? {
    limit.map { max(1, Int(Double($0) * share + 1e-9)) }
  }

  /// The least seconds that the requests sent so far could have taken from `start` on; nil while
  /// the kind of the bucket is unknown.
  func leastTime(since start: Double, connections: Int) -> Double? {
    guard let first else { return nil }
    return leastTime(
      for: sentCount - first.before, connections: connections, left: first.left,
      opening: max(0, first.eventFrom - start), isFresh: true)
  }

  /// The least seconds that `count` more requests take from `now` on; nil while the kind of the
  /// bucket is unknown.
  func leastTime(for count: Int, from now: Double, connections: Int) -> Double? {
    guard limit != nil else { return nil }
    let left = available
    let next =
      kind == .log ? log.oldest.map { $0 + logWindow } ?? now : isEventOver ? now : eventBy
    return leastTime(
      for: count, connections: connections, left: left - reserve(of: left),
      opening: max(0, min(next, now + windowLength) - now), isFresh: false)
  }

  /// The longest time announced until an event, which is never more than the true length, and the
  /// whole second that it lies just below: limiters count windows in whole seconds.
  var windowLength: Double {
    let certain = max(0, longestReset - slack)
    let whole = certain.rounded(.up)
    return certain >= 0.9 * whole ? whole : certain
  }

  private func leastTime(
    for count: Int, connections: Int, left: Int, opening: Double, isFresh: Bool
  ) -> Double? {
    guard let allowance, shortestTrip.isFinite else { return nil }
    let least = LeastTime(connections: connections, trip: shortestTrip)
    switch kind {
    case .unknown: return count <= left ? least.latency(count) : nil
    case .tokens: return least.tokens(count, rate: tokenRate, left: left)
    case .log where isFresh: return least.log(count, limit: allowance, window: logWindow)
    case .log, .window:
      return least.windows(
        count, limit: allowance, window: kind == .log ? logWindow : windowLength,
        left: min(left, allowance), opening: opening)
    }
  }
}
