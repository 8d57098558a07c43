/// Lower bounds of the time that requests need, from the reference page on pacing, section 2.2.
///
/// `trip` is the shortest round trip; all times are seconds.
enum Bounds {
  /// `count` requests over `connections` against windows of `limit` per `window`, the first of
  /// which holds `first` and ends after `firstEnd`.
  static func windows(
    _ count: Int, connections: Int, trip: Double, limit: Int, first: Int, window: Double,
    firstEnd: Double
  ) -> Double {
    let latency = trip * ceil(count, connections)
    // Requests that reach the server before the first window ends.
    let reachable = connections * max(0, Int(((firstEnd - trip / 2) / trip).rounded(.down)) + 1)
    let early = min(first, reachable)
    if count <= early { return latency }
    let perWindow = min(limit, connections * (Int((window / trip).rounded(.down)) + 1))
    let windows = ceil(count - early, perWindow)
    let last = Double(count - early) - (windows - 1) * Double(perWindow)
    let rounds = (last / Double(connections)).rounded(.up)
    return max(latency, firstEnd + (windows - 1) * window + trip / 2 + trip * (rounds - 1))
  }

  /// A token bucket of `size` that gains `rate` per second.
  static func tokens(
    _ count: Int, connections: Int, trip: Double, rate: Double, size: Int
  ) -> Double {
    max(trip * ceil(count, connections), max(trip / 2, Double(count - size) / rate) + trip / 2)
  }

  /// A sliding log of `limit` per `window`.
  static func log(
    _ count: Int, connections: Int, trip: Double, limit: Int, window: Double
  ) -> Double {
    let windows = ceil(count, limit)
    let last = count - (Int(windows) - 1) * limit
    return max(
      trip * ceil(count, connections), (windows - 1) * window + trip * ceil(last, connections))
  }

  private static func ceil(_ a: Int, _ b: Int) -> Double {
    (Double(a) / Double(b)).rounded(.up)
  }
}
