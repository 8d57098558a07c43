import RateModels

/// The first ledger from headers, which ours came from: one request first, then what the answers
/// prove; the first answer after an announced end classifies the server.
struct FirstLedgerStrategy: PacingStrategy {
  private enum Kind {
    case unknown, window, tokens, log
  }

  let connections: Int
  private var kind = Kind.unknown
  private var limit = 0
  private var window = 0.0
  private var rate = 0.5
  private var sentAt: [Int: Double] = [:]
  private var sentLog: [Double] = []
  private var stamps: [Double] = []
  private var oldest = 0
  private var last: (received: Double, sent: Double, remaining: Int)?
  private var endFrom = -1e9
  private var endBy = 1e9
  private var blockedUntil = 0.0
  private var isProbing = true
  private var turned = -1.0
  private var own = 0
  private var allowed = 0
  private var baseline: (time: Double, remaining: Int, allowed: Int)?
  private var lastEnd = 0.0
  private var trip = 0.15
  private var firstReset = 0.0
  private var longestReset = 0.0
  private let jitter = 0.03

  init(connections: Int) { self.connections = connections }

  private func uncovered(since sent: Double) -> Int {
    max(0, sentLog.reversed().prefix { $0 > sent - jitter }.count - 1)
  }

  mutating func leave(at now: Double) -> Leave {
    let inFlight = sentAt.count
    if inFlight >= connections { return .wait(until: nil) }
    if now < blockedUntil - 1e-9 { return .wait(until: blockedUntil) }
    if kind == .log { return leaveLog(at: now) }
    if isProbing { return inFlight == 0 ? .go : .wait(until: nil) }
    guard var known = last else { return .wait(until: nil) }
    if kind == .tokens {
      let proven =
        Double(known.remaining - uncovered(since: known.sent)) + rate * (now - known.received)
      let level = min(proven, Double(limit - inFlight))
      return level >= 1 ? .go : .wait(until: now + max(0.001, (1 - level) / rate))
    }
    if now >= endBy - 1e-9 {
      lastEnd = (endFrom + endBy) / 2
      endFrom = -1e9
      turned = now
      own = 0
      guard kind == .window else {
        endBy = 1e9
        isProbing = true
        return inFlight == 0 ? .go : .wait(until: nil)
      }
      endBy += window + 0.02
      known = (now, now, limit - inFlight)
      last = known
    }
    let spent = known.sent > turned ? uncovered(since: known.sent) : own
    if known.remaining - spent >= 1 { return .go }
    if endBy < 1e8 { return .wait(until: endBy + 1e-4) }
    return .wait(until: inFlight > 0 ? nil : now + 0.02)
  }

  private mutating func leaveLog(at now: Double) -> Leave {
    while oldest < stamps.count, stamps[oldest] <= now - window { oldest += 1 }
    if stamps.count - oldest + sentAt.count < limit { return .go }
    return .wait(until: oldest < stamps.count ? stamps[oldest] + window + 1e-6 : nil)
  }

  mutating func sent(_ request: Int, at now: Double) {
    sentAt[request] = now
    sentLog.append(now)
    own += 1
  }

  mutating func answered(_ request: Int, _ reply: ServerReply, at now: Double) {
    guard let sent = sentAt.removeValue(forKey: request) else { return }
    let isFirst = baseline == nil
    trip = 0.8 * trip + 0.2 * (now - sent)
    longestReset = max(longestReset, reply.reset)
    limit = max(limit, isFirst ? reply.limit : 0, reply.isAllowed ? reply.remaining + 1 : 0)
    if reply.isAllowed {
      stamps.append(now)
      allowed += 1
    } else {
      blockedUntil = max(blockedUntil, now + reply.reset)
    }
    let newest = (received: now, sent: sent, remaining: reply.remaining)
    if isFirst {
      firstReset = reply.reset
      baseline = (now, reply.remaining, allowed)
      last = newest
      (endFrom, endBy) = (sent + reply.reset, now + reply.reset)
      isProbing = false
      return
    }
    switch kind {
    case .log: return
    case .tokens:
      if sent >= last?.sent ?? 0 { last = newest }
      if let baseline, now - baseline.time > 1 { rate = tokenRate(reply, at: now) }
    case .unknown, .window:
      if sent >= turned { note(reply, newest, at: now) }
    }
  }

  private func tokenRate(_ reply: ServerReply, at now: Double) -> Double {
    guard let baseline else { return 0.5 }
    let gained = reply.remaining - baseline.remaining + allowed - baseline.allowed - 2
    return max(0.5, Double(gained) / (now - baseline.time + 0.1))
  }

  private mutating func note(
    _ reply: ServerReply, _ newest: (received: Double, sent: Double, remaining: Int),
    at now: Double
  ) {
    let from = newest.sent + reply.reset
    let by = now + reply.reset
    let isWhole = Double(reply.remaining) >= 0.4 * Double(limit)
    let isBrief = longestReset <= max(0.5, 5 * trip)
    if isProbing {
      isProbing = false
      last = newest
      own = 1
      if isWhole, reply.remaining >= 3 {
        kind = .window
        window = max(0.05, (from + by) / 2 - lastEnd)
        (endFrom, endBy) = (from, by)
      } else if !isBrief {
        kind = .log
        window = max(firstReset, longestReset) + 0.01
      } else {
        kind = .tokens
        rate = tokenRate(reply, at: now)
      }
    } else if kind == .window, endFrom < -1e8 {
      (endFrom, endBy) = (from, by)
      last = newest
    } else if from > endBy + 0.01 {
      if kind == .unknown, !isBrief {
        lastEnd = (endFrom + endBy) / 2
        kind = isWhole ? .window : .unknown
        window = (from + by) / 2 - lastEnd
      }
      (endFrom, endBy) = (from, by)
      last = newest
    } else {
      (endFrom, endBy) = (max(endFrom, min(from, endBy)), min(endBy, max(by, endFrom)))
      guard let known = last, reply.remaining < known.remaining || newest.sent >= known.sent
      else { return }
      last = (now, max(newest.sent, known.sent), min(reply.remaining, known.remaining))
    }
  }
}
