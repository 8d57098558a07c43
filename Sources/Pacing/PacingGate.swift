/// Everything that goes to one endpoint group of one organisation: the lanes of its keys, and the
/// organisation's bucket that all of them pass.
struct PacingGate: Sendable {
  /// A waiter at the head of a lane.
  struct Head: Comparable, Sendable {
    var rank: Rank
    var lane: Int

    var ticket: Ticket { rank.ticket }

    static func < (a: Head, b: Head) -> Bool { a.rank < b.rank }
  }

  private struct Alarm: Comparable, Sendable {
    var time: Double
    var lane: Int

    static func < (a: Alarm, b: Alarm) -> Bool { a.time < b.time }
  }

  let share: Double
  private let isStrict: Bool
  var book = LimitBook()
  var organization: OrganizationLedger
  var remembered: LearnedLimit?
  private(set) var lanes: [Lane] = []
  private(set) var laneOfCredential: [String: Int] = [:]
  /// Heads of lanes that may be able to go, per priority; a lane that cannot is taken off until its
  /// alarm rings or something happens to it, so that a blocked lane costs nothing.
  private var ready = [Heap<Head>](repeating: Heap(), count: PermitPriority.allCases.count)
  private var asleep = Heap<Alarm>()

  init(share: Double, isStrict: Bool) {
    self.share = share
    self.isStrict = isStrict
    organization = OrganizationLedger(share: share, isStrict: isStrict)
  }

  mutating func append(
    _ rank: Rank, isChained: Bool, credential: String, priority: PermitPriority
  ) -> Int {
    let lane = laneOfCredential[credential] ?? lanes.count
    if lane == lanes.count {
      lanes.append(Lane(share: share, isStrict: isStrict))
      lanes[lane].ledger.remembered = remembered
      laneOfCredential[credential] = lane
    }
    lanes[lane].append(rank, isChained: isChained, priority)
    list(lane)
    return lane
  }

  mutating func leave(_ ticket: Ticket, lane: Int) {
    lanes[lane].leave(ticket)
    list(lane)
  }

  /// Finds the waiters who could go now, at most one per priority; `look`
  /// becomes the soonest time at which more could, if that is earlier.
  mutating func findHeads(
    at now: Double, look: inout Double, found: (PermitPriority, Head) -> Void
  ) {
    if case .wait(let until) = organization.verdict(at: now) {
      look = min(look, until ?? .infinity)
      return
    }
    while let alarm = asleep.first, alarm.time <= now {
      asleep.removeFirst()
      if lanes[alarm.lane].alarm == alarm.time { lanes[alarm.lane].alarm = nil }
      list(alarm.lane)
    }
    for priority in PermitPriority.inOrder {
      if let head = firstReady(priority, at: now) { found(priority, head) }
    }
    look = min(look, asleep.first?.time ?? .infinity)
  }

  private mutating func firstReady(_ priority: PermitPriority, at now: Double) -> Head? {
    while let head = ready[priority.rawValue].first {
      let isCurrent =
        lanes[head.lane].listed[priority.rawValue] == head.ticket
        && lanes[head.lane].first(priority)?.ticket == head.ticket
      if isCurrent {
        switch lanes[head.lane].ledger.verdict(at: now) {
        case .go: return head
        case .wait(let until): setAlarm(until, for: head.lane)
        }
      }
      ready[priority.rawValue].removeFirst()
      if lanes[head.lane].listed[priority.rawValue] == head.ticket {
        lanes[head.lane].listed[priority.rawValue] = nil
      }
      if !isCurrent { list(head.lane, priority) }
    }
    return nil
  }

  /// Lets a head go.
  mutating func send(_ head: Head, _ priority: PermitPriority, at now: Double) {
    lanes[head.lane].removeFirst(priority)
    lanes[head.lane].ledger.sent(head.ticket, at: now)
    organization.sent(head.ticket, at: now)
    list(head.lane)
  }

  private mutating func setAlarm(_ time: Double?, for lane: Int) {
    guard let time, lanes[lane].alarm != time else { return }
    lanes[lane].alarm = time
    asleep.insert(Alarm(time: time, lane: lane))
  }

  private mutating func list(_ lane: Int) {
    for priority in PermitPriority.inOrder { list(lane, priority) }
  }

  private mutating func list(_ lane: Int, _ priority: PermitPriority) {
    guard let rank = lanes[lane].first(priority),
      lanes[lane].listed[priority.rawValue] != rank.ticket
    else { return }
    lanes[lane].listed[priority.rawValue] = rank.ticket
    ready[priority.rawValue].insert(Head(rank: rank, lane: lane))
  }
}

extension PacingGate {
  mutating func answered(
    _ ticket: Ticket, lane: Int, status: Int, reading: RateReading?, at now: Double
  ) {
    let isRefused = status == 429
    let sent = lanes[lane].ledger.inFlight[ticket]?.sent ?? now
    if let stated = StatedLimit(reading) {
      let named = noteStated(stated, of: ticket, lane: lane, isRefused: isRefused, at: now)
      if isRefused {
        refused(stated, by: named, lane: lane, sent: sent, pause: reading?.pause, at: now)
      }
    } else {
      lanes[lane].ledger.answeredSilently(ticket, isRefused: isRefused, at: now)
      organization.answeredSilently(ticket, at: now)
      if isRefused { refusedUnexplained(lane: lane, pause: reading?.pause, at: now) }
    }
    // An overloaded server asks for time; that is no limit, but it is obeyed as one.
    if !isRefused, let retryAfter = reading?.retryAfter {
      lanes[lane].ledger.block(until: now + retryAfter.inSeconds)
    }
    list(lane)
  }

  /// Whether answers of this group say how much is left, so that one that does not is no answer of
  /// the server itself.
  var hasHeaders: Bool { book.keyLimit != nil }

  /// Notes a refusal that came from before the server, which has not counted the request.
  mutating func turnedAway(_ ticket: Ticket, lane: Int, at now: Double) {
    lanes[lane].ledger.answeredElsewhere(
      ticket, atLeast: nil, hint: nil, isRefused: true, at: now)
    organization.turnedAway(ticket, at: now)
    list(lane)
  }

  mutating func lost(_ ticket: Ticket, lane: Int, at now: Double) {
    lanes[lane].ledger.lost(ticket, at: now)
    organization.lost(ticket, at: now)
    list(lane)
  }

  mutating func unused(_ ticket: Ticket, lane: Int) {
    lanes[lane].ledger.unused(ticket)
    organization.unused(ticket)
    list(lane)
  }

  private mutating func noteStated(
    _ stated: StatedLimit, of ticket: Ticket, lane: Int, isRefused: Bool, at now: Double
  ) -> LimitBook.Bucket {
    let proven = book.provenKeyLimit
    let named = book.bucket(of: stated)
    if let limit = book.provenKeyLimit, limit != proven { keyLimitIsProven(limit) }
    switch named {
    case .key:
      lanes[lane].ledger.answered(ticket, stated, isRefused: isRefused, at: now)
      organization.answeredKey(ticket, stated, isRefused: isRefused, at: now)
    case .organization:
      organization.answeredOrganization(ticket, stated, isRefused: isRefused, at: now)
      // The organisation's was closer to being hit, so the key has at least the same share left.
      let left = Double(book.keyLimit ?? 1) * min(1, stated.leftShare)
      lanes[lane].ledger.siblingWindow = organization.window > 0 ? organization.window : nil
      lanes[lane].ledger.answeredElsewhere(
        ticket, atLeast: Int(left), hint: stated.reset.map { now + $0 + stated.slack },
        isRefused: isRefused, at: now)
    }
    return named
  }

  /// Answers that were taken for the other kind of bucket do not count any more.
  private mutating func keyLimitIsProven(_ limit: Int) {
    if let shown = organization.shownLimit, shown < 2 * limit { organization.hide() }
    for lane in lanes.indices {
      if let known = lanes[lane].ledger.limit, known >= 2 * limit {
        lanes[lane].ledger.forgetReadings()
        list(lane)
      }
    }
  }

  private mutating func refused(
    _ stated: StatedLimit, by bucket: LimitBook.Bucket, lane: Int, sent: Double, pause: Double?,
    at now: Double
  ) {
    // A refusal with something left comes from a limit that no header shows.
    guard stated.remaining == 0, let pause else {
      organization.refusedUnstated(sent: sent, at: now)
      return refusedUnexplained(lane: lane, pause: pause, at: now)
    }
    switch bucket {
    case .key: lanes[lane].ledger.block(until: now + pause)
    case .organization: organization.block(until: now + pause)
    }
  }

  private mutating func refusedUnexplained(lane: Int, pause: Double?, at now: Double) {
    lanes[lane].ledger.refusedUnexplained(pause: pause, at: now)
    let until = lanes[lane].ledger.blockedUntil
    lanes[lane].closedUntil = until
    // Two keys refused at once: what they have in common is the organisation, or the proxy.
    let isShared = lanes.indices.contains { $0 != lane && lanes[$0].closedUntil > now }
    if isShared { organization.block(until: until) }
  }
}
