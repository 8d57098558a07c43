/// Close's own limiter, closeio/limitlion: windows anchored at the whole second of the first
/// request, refilled at once at their end, with up to `burst` windows' worth saved.
package struct WindowedBucketModel: ServerModel {
  private let limit: Int
  private let most: Int
  private let window: Double
  /// The server's clock at time 0.
  private let offset: Double
  private var tokens: Int?
  private var refilled = 0.0

  package init(limit: Int, burst: Int = 1, window: Double, offset: Double) {
    self.limit = limit
    self.window = window
    most = limit * burst
    self.offset = offset + 1000
  }

  package mutating func hit(at time: Double) -> ServerReply {
    let clock = time + offset
    let second = clock.rounded(.down)
    var left = most
    if let tokens {
      left = tokens
      let windows = ((second - refilled) / window).rounded(.down)
      if windows > 0 {
        left = Int(min(Double(most), Double(left) + windows * Double(limit)))
        refilled += windows * window
      }
    } else {
      refilled = second
    }
    let isAllowed = left >= 1
    if isAllowed { left -= 1 }
    tokens = left
    return ServerReply(
      isAllowed: isAllowed, limit: limit, remaining: left, reset: refilled + window - clock)
  }

  package mutating func opening(from time: Double) -> Double {
    guard let tokens, tokens < 1 else { return time }
    return max(time, refilled + window - offset + 1e-9)
  }
}
