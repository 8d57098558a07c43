/// What no client that starts knowing nothing can beat against a fixed window, without jitter.
enum ColdStart {
  /// The least makespan, seconds, of `count` requests over `connections` with a round trip of
  /// `trip` against windows of `limit` per `window`, the first of which ends after `firstEnd`.
  ///
  /// Before its first answer a client sends one request, for the server may have no more; and one
  /// between the first window's end and the first answer from beyond it, for a token bucket answers
  /// alike until then (reference, section 2.3.1, 1 and 2).
  static func bound(
    _ count: Int, connections: Int, trip: Double, limit: Int, window: Double, firstEnd: Double
  ) -> Double {
    func rounds(_ requests: Int) -> Double {
      (Double(requests) / Double(connections)).rounded(.up)
    }
    let end = firstEnd < trip / 2 ? firstEnd + window : firstEnd
    let before = max(0, Int(((end - 1.5 * trip) / trip + 1 + 1e-9).rounded(.down)))
    let first = min(limit, 1 + connections * before)
    let latency = trip + trip * rounds(count - 1)
    if count <= first { return latency }
    // What is left of the first window may be spent across its end.
    let isKnown = first < limit
    let perWindow = min(limit, connections * Int((window / trip + 1).rounded(.down)))
    let second =
      isKnown ? perWindow : min(limit, 1 + connections * Int((window / trip).rounded(.down)))
    let rest = count - first
    if rest <= second {
      let after = isKnown ? rounds(rest) - 1 : rounds(rest - 1)
      return max(latency, end + trip / 2 + trip * after)
    }
    let windows = (Double(rest - second) / Double(perWindow)).rounded(.up)
    let last = rest - second - (Int(windows) - 1) * perWindow
    return max(latency, end + windows * window + trip / 2 + trip * (rounds(last) - 1))
  }
}
