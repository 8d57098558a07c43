extension LearnedLimit {
  /// The least seconds that `count` requests of one key take, whatever is left and whenever the next
  /// window opens.
  func leastTime(_ count: Int, _ least: LeastTime, share: Double) -> Double? {
    leastTime(count, of: limit, least, share: share)
  }

  /// The least seconds that `count` requests of all keys together take; nil where the
  /// organisation's limit has never been seen.
  func leastTimeOfAll(_ count: Int, _ least: LeastTime, share: Double) -> Double? {
    let known = organizationLimit.flatMap { leastTime(count, of: $0, least, share: share) }
    let shown = strictest.map { least.log(count, limit: $0, window: window) }
    return [known, shown].compactMap(\.self).max()
  }

  private func leastTime(
    _ count: Int, of limit: Int, _ least: LeastTime, share: Double
  ) -> Double? {
    let allowance = max(1, Int(Double(limit) * share + 1e-9))
    switch kind {
    case "window":
      // The present one is full at best, and may end at once.
      guard count > allowance else { return least.latency(count) }
      let later = least.windows(
        count - allowance, limit: allowance, window: window, left: 0, opening: 0)
      return max(least.latency(count), later)
    case "log": return least.log(count, limit: allowance, window: window)
    // Never faster than one per longest announced wait.
    case "tokens" where window > 0:
      return least.tokens(count, rate: 1 / window, left: allowance)
    default: return nil
    }
  }
}
