/// What a simulated server says to one request.
struct ServerReply {
  var isAllowed: Bool
  var limit: Int
  var remaining: Int
  /// Seconds until more is allowed.
  var reset: Double
  /// Whether `reset` was sent with decimals.
  var isExact = true
}

/// A server with a limit, in virtual time; times are seconds and never go back.
protocol ServerModel {
  /// Counts a request that arrives at `time`.
  mutating func hit(at time: Double) -> ServerReply

  /// The earliest time from `time` on at which a request would be allowed.
  mutating func opening(from time: Double) -> Double
}

/// Windows of fixed length; the first began at `start`, at or before time 0.
struct FixedWindowModel: ServerModel {
  let limit: Int
  let window: Double
  let start: Double
  private var current = -Double.infinity
  private var used = 0

  init(limit: Int, window: Double, start: Double) {
    self.limit = limit
    self.window = window
    self.start = start
  }

  private func index(of time: Double) -> Double {
    ((time - start) / window + 1e-12).rounded(.down)
  }

  mutating func hit(at time: Double) -> ServerReply {
    let index = index(of: time)
    if index != current { (current, used) = (index, 0) }
    let isAllowed = used < limit
    if isAllowed { used += 1 }
    return ServerReply(
      isAllowed: isAllowed, limit: limit, remaining: limit - used,
      reset: max(0, start + (index + 1) * window - time))
  }

  mutating func opening(from time: Double) -> Double {
    let index = index(of: time)
    if index != current || used < limit { return time }
    return start + (index + 1) * window + 1e-9
  }
}

/// Close's own limiter, closeio/limitlion: windows anchored at the whole second of the first
/// request, refilled at once at their end, with up to `burst` windows' worth saved.
struct WindowedBucketModel: ServerModel {
  let rate: Double
  let burst: Double
  let window: Double
  /// The server's clock at time 0.
  let offset: Double
  private var tokens: Int?
  private var refilled = 0.0

  init(rate: Double, burst: Double, window: Double, offset: Double) {
    self.rate = rate
    self.burst = burst
    self.window = window
    self.offset = offset + 1000
  }

  private var limit: Int { Int((rate * window).rounded(.up)) }
  private var most: Int { Int((rate * burst * window).rounded(.up)) }

  mutating func hit(at time: Double) -> ServerReply {
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

  mutating func opening(from time: Double) -> Double {
    guard let tokens, tokens < 1 else { return time }
    return max(time, refilled + window - offset + 1e-9)
  }
}

/// Tokens that come one by one.
struct TokenBucketModel: ServerModel {
  let rate: Double
  let size: Int
  private var tokens: Double
  private var last = 0.0

  init(rate: Double, size: Int) {
    self.rate = rate
    self.size = size
    tokens = Double(size)
  }

  mutating func hit(at time: Double) -> ServerReply {
    tokens = min(Double(size), tokens + (time - last) * rate)
    last = time
    let isAllowed = tokens >= 1 - 1e-9
    if isAllowed { tokens -= 1 }
    let whole = (tokens + 1e-9).rounded(.down)
    return ServerReply(
      isAllowed: isAllowed, limit: size, remaining: Int(whole),
      reset: max(0, (1 - (tokens - whole)) / rate))
  }

  mutating func opening(from time: Double) -> Double {
    let level = min(Double(size), tokens + (time - last) * rate)
    return level >= 1 - 1e-9 ? time : time + (1 - level) / rate
  }
}

/// At most `limit` in any window that ends now.
struct SlidingLogModel: ServerModel {
  let limit: Int
  let window: Double
  private var hits: [Double] = []
  private var oldest = 0

  init(limit: Int, window: Double) {
    self.limit = limit
    self.window = window
  }

  private mutating func forget(at time: Double) {
    while oldest < hits.count, hits[oldest] <= time - window { oldest += 1 }
  }

  mutating func hit(at time: Double) -> ServerReply {
    forget(at: time)
    let isAllowed = hits.count - oldest < limit
    if isAllowed { hits.append(time) }
    return ServerReply(
      isAllowed: isAllowed, limit: limit, remaining: limit - (hits.count - oldest),
      reset: oldest < hits.count ? hits[oldest] + window - time : 0)
  }

  mutating func opening(from time: Double) -> Double {
    forget(at: time)
    return hits.count - oldest < limit ? time : hits[oldest] + window + 1e-9
  }
}
