/// Tokens that come one by one.
package struct TokenBucketModel: ServerModel {
  private let rate: Double
  private let size: Int
  private var tokens: Double
  private var last = 0.0

  package init(rate: Double, size: Int) {
    self.rate = rate
    self.size = size
    tokens = Double(size)
  }

  package mutating func hit(at time: Double) -> ServerReply {
    tokens = min(Double(size), tokens + (time - last) * rate)
    last = time
    let isAllowed = tokens >= 1 - 1e-9
    if isAllowed { tokens -= 1 }
    let whole = (tokens + 1e-9).rounded(.down)
    return ServerReply(
      isAllowed: isAllowed, limit: size, remaining: Int(whole),
      reset: max(0, (1 - (tokens - whole)) / rate))
  }

  package mutating func opening(from time: Double) -> Double {
    let level = min(Double(size), tokens + (time - last) * rate)
    return level >= 1 - 1e-9 ? time : time + (1 - level) / rate
  }
}
