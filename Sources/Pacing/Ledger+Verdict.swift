import Foundation

extension Ledger {
  /// Says whether one more request may be sent now, and if not, when to ask again.
  mutating func verdict(at now: Double) -> Verdict {
    if now < blockedUntil { return .wait(until: blockedUntil) }
    if let ceiling, inFlight.count >= ceiling { return .wait(until: nil) }
    guard limit != nil else { return verdictWithoutReading(at: now) }
    if let look = lookingTime(at: now) { return .wait(until: look) }
    // Whatever the kind: what is proven may be spent.
    if let left = floor.left(inFlight: inFlight.count), left - reserve(of: left) >= 1 { return .go }
    switch kind {
    case .log: return logVerdict(at: now)
    case .tokens: return tokenVerdict(at: now)
    case .unknown, .window: return windowVerdict(at: now)
    }
  }

  /// Requests that are left for sure: by this bucket's own answers, or by what others' answers
  /// prove, whichever proves more.
  var available: Int {
    let stated = remaining - inFlight.count - untold.count
    return max(stated, floor.left(inFlight: inFlight.count) ?? stated)
  }

  /// What the share leaves to others of each window.
  var room: Int {
    guard share < 1, let limit else { return 0 }
    return min(limit - 1, Int((Double(limit) * (1 - share) - 1e-9).rounded(.up)))
  }

  /// Requests left to others when the share is below 1: what the share leaves them, or what they
  /// were seen to use, if that is more.
  ///
  /// Once a window is known our own count is capped; besides, what others may take within one
  /// round trip stays unspent (all but 1 in 2,000 of the cases), at least a tenth of the limit.
  func reserve(of available: Int) -> Int {
    guard share < 1, let limit else { return 0 }
    if kind == .tokens { return room }
    let quiet = limit / 10
    // What others were counted with is taken off already.
    if kind == .log { return min(room, max(quiet, room - foreign)) }
    let learned = competing.perWindow.map { Int(min($0, 1e9).rounded()) } ?? 0
    let others = min(limit - 1, max(room, learned))
    let taken = Double(others) / max(longestReset, 0.05) * longestTrip
    let sudden = max(Self.poissonQuantile(mean: taken), quiet, competing.burst)
    return min(others, max(sudden, available - (limit - others - ownInEpoch)))
  }

  /// Until when the last request of a window is kept, to see what others do; nil to keep none.
  ///
  /// It delays nothing: only while more wait than the window holds.
  private func lookingTime(at now: Double) -> Double? {
    guard share < 1, kind == .window, waiting > 1, room >= max(10, 4 * competing.burst),
      let look = competing.looksAt(length: windowLength),
      now < look, available - reserve(of: available) == 1
    else { return nil }
    return look
  }

  /// The least k with P(X ≤ k) ≥ 0.9995 for a Poisson variable X.
  private static func poissonQuantile(mean: Double) -> Int {
    // Beyond this the series underflows, and four deviations are as good.
    guard mean < 500 else { return Int(min(1e9, mean + 4 * mean.squareRoot())) }
    var k = 0
    var term = exp(-mean)
    var sum = term
    while sum < 0.9995, k < 2000 {
      k += 1
      term *= mean / Double(k)
      sum += term
    }
    return k
  }

  private mutating func verdictWithoutReading(at now: Double) -> Verdict {
    if let left = floor.left(inFlight: inFlight.count) {
      if left >= 1 { return .go }
      guard inFlight.isEmpty else { return .wait(until: nil) }
      // Nothing in flight could bring news, so one request asks, when the bucket that answered in
      // this one's stead has more again.
      let quiet = max(siblingWindow ?? 1, 1) + longestTrip
      let probe = probeHint ?? (floor.latest ?? now) + quiet
      return now >= probe ? .go : .wait(until: probe)
    }
    if silentAnswers > 0 {
      return headerless.verdict(at: now, log: &log, inFlight: inFlight.count)
    }
    return inFlight.isEmpty ? .go : .wait(until: nil)
  }

  private mutating func logVerdict(at now: Double) -> Verdict {
    guard let limit else { return .go }
    log.forget(upTo: now + lead - logWindow - Self.tick)
    if now >= foreignUntil { foreign = 0 }
    if log.count + inFlight.count + foreign + reserve(of: 0) < limit { return .go }
    let free = log.oldest.map { $0 - lead + logWindow + 2 * Self.tick }
    let left = foreign > 0 ? foreignUntil : nil
    return .wait(until: [free, left].compactMap { $0 }.min())
  }

  private func tokenVerdict(at now: Double) -> Verdict {
    let kept = reserve(of: 0)
    var opening = -Double.infinity
    for snapshot in tokens {
      let needed = inFlight.count + untold.count + 1 + kept - snapshot.remaining
      if needed > 0 {
        opening = max(opening, snapshot.nextToken + Double(needed - 1) / tokenRate)
      }
    }
    return now >= opening - 1e-9 ? .go : .wait(until: opening)
  }

  /// When the event is over for sure, in time of sending.
  ///
  /// A known window has one event for all answers of the epoch; with other kinds every answer may
  /// mean its own.
  private var opening: Double {
    guard !isStrict, eventBy.isFinite else {
      return (kind == .window ? eventBy : eventByLatest) + Self.tick
    }
    guard kind == .window else { return eventByLatest - lead + Self.tick }
    // The earliest end is that of the request that was fastest up; how much the others lag behind it
    // shows how much faster yet one could be.
    let earliest = eventFrom + 0.4 * (eventFrom - earliestEventFrom)
    // A whole window rushes in at its opening, so more doubt is due than where requests trickle.
    return min(eventBy, max(earliest, eventBy - lead(deviations: 3))) + Self.tick
  }

  /// How much earlier than (arrival of the answer + `reset`) one may send and still arrive later.
  var lead: Double { lead(deviations: 2) }

  /// The shortest round trip, less what its estimate can be too long.
  ///
  /// The shortest of n sums of two independent ways is too long by more than d·j/√n, j their spread,
  /// once in e^(2d²) cases. Of few answers nothing is concluded.
  private func lead(deviations: Double) -> Double {
    guard counted >= 8, !isStrict else { return 0 }
    let doubt = min(1, max(0.05, deviations / Double(counted).squareRoot()))
    return max(0, shortestTrip - (longestTrip - shortestTrip) * doubt)
  }

  private mutating func windowVerdict(at now: Double) -> Verdict {
    if !isEventOver, now >= opening { beginEpoch() }
    if isSpendable { return .go }
    if opening == .infinity, inFlight.isEmpty {
      // No answer announced an event. After the longest window known one is over.
      eventBy = newestSent + longestTrip + max(longestReset, siblingWindow ?? 1)
      eventByLatest = eventBy
      if !isEventOver, now >= opening { beginEpoch() }
      if isSpendable { return .go }
    }
    guard isEventOver else { return .wait(until: opening == .infinity ? nil : opening) }
    // The probe was lost, or its answer told nothing: probe again.
    guard inFlight.isEmpty else { return .wait(until: nil) }
    mayProbe = true
    return .go
  }

  private var isSpendable: Bool {
    let left = available
    return left - reserve(of: left) >= 1 || (mayProbe && left + 1 >= 1)
  }

  private mutating func beginEpoch() {
    epoch += 1
    ownInEpoch = 0
    carried = inFlight.count
    competing.begin(at: eventBy, length: windowLength, room: room)
    isEventOver = true
    lastEventBy = eventBy
    lastEventByLatest = eventByLatest
    lastNewestSent = newestSent
    lastRemaining = remaining
    if kind == .window {
      remaining = restored
      // Those that were over before the event's earliest time counted in the window that has ended.
      untold.removeAll { $0.over <= eventFrom }
    } else {
      mayProbe = true
    }
  }
}
