/// The accounts of the organisation's bucket behind many keys, for one endpoint group.
///
/// Close's header reports the bucket closest to being hit. While that is always a key's, the
/// organisation's is hidden: three times the key's limit in any trailing window is then safe
/// whatever its phase. An answer that names the organisation's limit shows the bucket itself.
struct OrganizationLedger: Sendable {
  private var ledger: Ledger
  private var log = SlidingLog()
  private var keyLimit: Int?
  private var isShown = false
  private var silentAnswers = 0
  private var headerless: HeaderlessBudget
  private var blockedUntil = -Double.infinity
  /// What refusals have shown that no header does.
  private var unstated: UnstatedLimit?
  /// Of the requests in the log, those that were refused.
  private var refusedLog = SlidingLog()

  /// The longest window announced, in whole seconds, as LimitLion has them.
  private(set) var window = 0.0
  /// When the first announced window is over; before that its length is not known, only what is
  /// left of it.
  private var firstEvent: Double?
  private var isWindowKnown = false

  private let share: Double

  init(share: Double, isStrict: Bool = false) {
    self.share = share
    ledger = Ledger(
      share: share, keys: LimitBook.organizationFactor, isStrict: isStrict)
    headerless = HeaderlessBudget(keys: LimitBook.organizationFactor, share: share)
  }

  /// The limit that answers have shown; nil while the bucket is hidden.
  var shownLimit: Int? { isShown ? ledger.limit : nil }

  /// Takes over how long the windows were in an earlier run.
  mutating func remember(_ limit: LearnedLimit) {
    ledger.remembered = limit
    if let strictest = limit.strictest, strictest > 0 {
      unstated = UnstatedLimit(admitted: strictest, window: limit.window, at: 0)
    }
    guard limit.kind == "window", limit.window > 0 else { return }
    window = (limit.window - 1e-6).rounded(.up)
    isWindowKnown = true
  }

  /// The least seconds that all keys' requests could have taken since `start`, as far as answers
  /// have shown the bucket.
  func leastTime(since start: Double, connections: Int) -> Double? {
    isShown ? ledger.leastTime(since: start, connections: connections) : nil
  }

  /// The least seconds that `count` more requests take.
  func leastTime(for count: Int, from now: Double, connections: Int) -> Double? {
    isShown ? ledger.leastTime(for: count, from: now, connections: connections) : nil
  }

  /// Says whether one more request of any key may be sent now.
  mutating func verdict(at now: Double) -> Verdict {
    if now < blockedUntil { return .wait(until: blockedUntil) }
    if let wait = unstatedWait(at: now) { return wait }
    guard isShown else { return hiddenVerdict(at: now) }
    let shown = ledger.verdict(at: now)
    // No answer has shown the bucket since its window turned, so it is not close to being hit.
    guard shown != .go, ledger.isEventOver, isWindowKnown else { return shown }
    return hiddenVerdict(at: now)
  }

  /// What is safe whatever the phase of the organisation's windows, as long as only we use it.
  private mutating func hiddenVerdict(at now: Double) -> Verdict {
    let inFlight = ledger.inFlight.count
    guard let keyLimit else {
      if silentAnswers > 0 { return headerless.verdict(at: now, log: &log, inFlight: inFlight) }
      // One request first: nothing says that the second key's would be allowed.
      return inFlight == 0 ? .go : .wait(until: nil)
    }
    let most = max(1, Int(Double(LimitBook.organizationFactor * keyLimit) * share))
    let start = isWindowKnown ? now + ledger.lead - window - Ledger.tick : -.infinity
    let used = log.count(after: start)
    if used + inFlight < most { return .go }
    if isWindowKnown {
      return .wait(
        until: log.oldest(after: start).map { $0 - ledger.lead + window + 2 * Ledger.tick })
    }
    // All is spent in a window of unknown length: one request after its end tells the length.
    guard let firstEvent, now < firstEvent - ledger.lead else {
      return inFlight == 0 ? .go : .wait(until: nil)
    }
    return .wait(until: firstEvent - ledger.lead)
  }

  private mutating func unstatedWait(at now: Double) -> Verdict? {
    unstated?.grow(at: now)
    guard let unstated else { return nil }
    let start = now + ledger.lead - trailing - Ledger.tick
    let used = log.count(after: start) - refusedLog.count(after: start)
    if Double(used + ledger.inFlight.count + 1) <= max(1, unstated.most) { return nil }
    return .wait(
      until: log.oldest(after: start).map { $0 - ledger.lead + trailing + 2 * Ledger.tick })
  }

  /// The window in which a limit without headers is counted, as far as anybody knows.
  private var trailing: Double { window > 0 ? window : HeaderlessBudget.window }

  /// Notes that a request sent at `sent` was refused although headers had something left.
  mutating func refusedUnstated(sent: Double, at now: Double) {
    let start = now - trailing
    let admitted = log.count(after: start) - refusedLog.count(after: start)
    if unstated == nil {
      unstated = UnstatedLimit(admitted: admitted, window: trailing, at: now)
    } else {
      unstated?.refused(admitted: admitted, sent: sent, at: now)
    }
  }

  /// What refusals have shown that no header does: so many requests in so many seconds.
  var stricter: (requests: Int, window: Double)? {
    unstated.map { (Int($0.most), trailing) }
  }

  /// Notes a refusal that never reached the bucket.
  mutating func turnedAway(_ ticket: Ticket, at now: Double) {
    ledger.answeredElsewhere(ticket, atLeast: nil, hint: nil, isRefused: true, at: now)
  }

  private mutating func note(isRefused: Bool, at now: Double) {
    log.append(now)
    if isRefused { refusedLog.append(now) }
  }

  mutating func sent(_ ticket: Ticket, at now: Double) {
    ledger.sent(ticket, at: now)
  }

  /// Notes an answer that describes a key's bucket.
  ///
  /// As the key's was closer to being hit, the organisation has at least the same share left.
  mutating func answeredKey(
    _ ticket: Ticket, _ stated: StatedLimit, isRefused: Bool, at now: Double
  ) {
    guard let sent = ledger.inFlight[ticket]?.sent else { return }
    note(isRefused: isRefused, at: now)
    if isWindowKnown {
      log.forget(upTo: now - window - ledger.longestTrip - 1)
      refusedLog.forget(upTo: now - window - ledger.longestTrip - 1)
    }
    silentAnswers = 0
    keyLimit = stated.limit
    let isFirst = stated.remaining >= stated.limit - 1
    noteWindow(stated, isFirst: isFirst, sent: sent, at: now)
    let left = ledger.limit.map { Int(Double($0) * min(1, stated.leftShare)) }
    ledger.answeredElsewhere(ticket, atLeast: left, hint: nil, isRefused: isRefused, at: now)
  }

  /// Notes an answer that describes the organisation's bucket.
  mutating func answeredOrganization(
    _ ticket: Ticket, _ stated: StatedLimit, isRefused: Bool, at now: Double
  ) {
    guard let sent = ledger.inFlight[ticket]?.sent else { return }
    note(isRefused: isRefused, at: now)
    noteWindow(stated, isFirst: false, sent: sent, at: now)
    silentAnswers = 0
    isShown = true
    ledger.siblingWindow = window > 0 ? window : nil
    ledger.answered(ticket, stated, isRefused: isRefused, at: now)
  }

  /// Learns the length of the windows, which is the same for keys and organisation.
  ///
  /// The first request in a key's window tells enough: windows that begin with it, as LimitLion's
  /// do, announce their whole length, and windows by the clock end for key and organisation at the
  /// same time.
  private mutating func noteWindow(
    _ stated: StatedLimit, isFirst: Bool, sent: Double, at now: Double
  ) {
    if let reset = stated.reset {
      window = max(window, (reset + stated.slack - 1e-6).rounded(.up))
      if let firstEvent, sent >= firstEvent { isWindowKnown = true }
      firstEvent = min(firstEvent ?? .infinity, now + reset + stated.slack)
      if isFirst { isWindowKnown = true }
    } else if firstEvent == nil {
      // Headers without a time: what Close was seen to use.
      window = HeaderlessBudget.window
      isWindowKnown = true
    }
  }

  mutating func answeredSilently(_ ticket: Ticket, at now: Double) {
    log.append(now)
    silentAnswers += 1
    headerless.allowed(at: now)
    if isShown {
      ledger.answeredSilently(ticket, isRefused: false, at: now)
    } else {
      ledger.answeredElsewhere(ticket, atLeast: nil, hint: nil, isRefused: true, at: now)
    }
  }

  /// Notes that no answer will come.
  mutating func lost(_ ticket: Ticket, at now: Double) {
    log.append(now)
    ledger.lost(ticket, at: now)
  }

  /// Notes that a request never left.
  mutating func unused(_ ticket: Ticket) {
    ledger.unused(ticket)
  }

  /// Stays away until `time` at least, with all keys.
  mutating func block(until time: Double) {
    blockedUntil = max(blockedUntil, time)
  }

  /// What seemed the organisation's bucket was a key's.
  mutating func hide() {
    isShown = false
    ledger.forgetReadings()
  }
}
