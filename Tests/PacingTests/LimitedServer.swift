/// What a simulated server says to one request.
struct ServerAnswer: Equatable {
  var isAllowed: Bool
  var limit: Int
  var remaining: Int
  /// Seconds.
  var reset: Double
}

/// A server with a limit, in virtual time.
protocol LimitedServer {
  /// Counts a request of that key that arrives at `time` (seconds).
  mutating func hit(at time: Double, key: String) -> ServerAnswer
}

/// Windows of fixed length, with a phase.
struct FixedWindowServer: LimitedServer {
  let limit: Int
  let window: Double
  let phase: Double
  private var current = -Double.infinity
  private var used = 0

  init(limit: Int, window: Double, phase: Double) {
    self.limit = limit
    self.window = window
    self.phase = phase
  }

  /// From time 0 until the first window ends.
  var firstEnd: Double { window - (phase.truncatingRemainder(dividingBy: window)) }

  mutating func hit(at time: Double, key: String) -> ServerAnswer {
    let index = ((time + phase) / window + 1e-12).rounded(.down)
    if index != current { (current, used) = (index, 0) }
    let isAllowed = used < limit
    if isAllowed { used += 1 }
    return ServerAnswer(
      isAllowed: isAllowed, limit: limit, remaining: limit - used,
      reset: max(0, (index + 1) * window - phase - time))
  }
}

/// Close's own limiter, closeio/limitlion.
///
/// Windows are anchored at the whole second of the first request and refilled at once at their
/// end. `phase` is the server's clock at time 0.
struct LimitLionServer: LimitedServer {
  let limit: Int
  let burst: Int
  let window: Double
  let phase: Double
  private var tokens = 0
  private var refreshed: Double?

  init(limit: Int, burst: Int = 1, window: Double, phase: Double) {
    self.limit = limit
    self.burst = burst
    self.window = window
    self.phase = phase
  }

  mutating func hit(at time: Double, key: String) -> ServerAnswer {
    refill(at: time)
    let isAllowed = tokens >= 1
    if isAllowed { tokens -= 1 }
    return state(at: time, isAllowed: isAllowed)
  }

  mutating func refill(at time: Double) {
    let now = (time + phase + 1000).rounded(.down)
    guard let since = refreshed else {
      tokens = limit * burst
      refreshed = now
      return
    }
    let windows = ((now - since) / window).rounded(.down)
    guard windows > 0 else { return }
    tokens = Int(min(Double(limit * burst), Double(tokens) + windows * Double(limit)))
    refreshed = since + windows * window
  }

  func state(at time: Double, isAllowed: Bool) -> ServerAnswer {
    ServerAnswer(
      isAllowed: isAllowed, limit: limit, remaining: tokens,
      reset: (refreshed ?? 0) + window - time - phase - 1000)
  }

  var hasTokens: Bool { tokens >= 1 }
}

/// A bucket per key and one of three times the size for the organisation; the answer reports the
/// one with the smaller part left, as Close's does.
struct CloseServer: LimitedServer {
  let limit: Int
  let window: Double
  let phase: Double
  private var keys: [String: LimitLionServer] = [:]
  private var organization: LimitLionServer

  init(limit: Int, window: Double, phase: Double) {
    self.limit = limit
    self.window = window
    self.phase = phase
    organization = LimitLionServer(limit: 3 * limit, window: window, phase: phase)
  }

  mutating func hit(at time: Double, key: String) -> ServerAnswer {
    var bucket =
      keys[key] ?? LimitLionServer(limit: limit, window: window, phase: phase)
    defer { keys[key] = bucket }
    bucket.refill(at: time)
    organization.refill(at: time)
    guard bucket.hasTokens, organization.hasTokens else {
      return (bucket.hasTokens ? organization : bucket).state(at: time, isAllowed: false)
    }
    let own = bucket.hit(at: time, key: key)
    let shared = organization.hit(at: time, key: key)
    return shared.remaining * own.limit < own.remaining * shared.limit ? shared : own
  }
}

/// Tokens that come one by one.
struct TokenBucketServer: LimitedServer {
  let rate: Double
  let size: Int
  private var tokens: Double
  private var last = 0.0

  init(rate: Double, size: Int) {
    self.rate = rate
    self.size = size
    tokens = Double(size)
  }

  mutating func hit(at time: Double, key: String) -> ServerAnswer {
    tokens = min(Double(size), tokens + (time - last) * rate)
    last = time
    let isAllowed = tokens >= 1 - 1e-9
    if isAllowed { tokens -= 1 }
    let whole = (tokens + 1e-9).rounded(.down)
    return ServerAnswer(
      isAllowed: isAllowed, limit: size, remaining: Int(whole),
      reset: max(0, (1 - (tokens - whole)) / rate))
  }
}

/// At most `limit` in any window that ends now.
struct SlidingLogServer: LimitedServer {
  let limit: Int
  let window: Double
  private var hits: [Double] = []

  init(limit: Int, window: Double) {
    self.limit = limit
    self.window = window
  }

  mutating func hit(at time: Double, key: String) -> ServerAnswer {
    while let first = hits.first, first <= time - window { hits.removeFirst() }
    let isAllowed = hits.count < limit
    if isAllowed { hits.append(time) }
    return ServerAnswer(
      isAllowed: isAllowed, limit: limit, remaining: limit - hits.count,
      reset: (hits.first ?? time) + window - time)
  }
}
