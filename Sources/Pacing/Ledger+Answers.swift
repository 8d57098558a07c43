extension Ledger {
  /// Notes an answer that describes this bucket; a refused request was not counted.
  mutating func answered(
    _ ticket: Ticket, _ stated: StatedLimit, isRefused: Bool, at now: Double
  ) {
    guard let request = end(ticket, isCounted: !isRefused, at: now) else { return }
    if !isRefused { ease() }
    silentAnswers = 0
    floor.note(sent: request.sent, received: now, remaining: stated.remaining)
    let snapshot = Snapshot(
      sent: request.sent, received: now, remaining: stated.remaining,
      eventFrom: stated.reset.map { request.sent + $0 - stated.slack } ?? -.infinity,
      eventBy: stated.reset.map { now + $0 + stated.slack } ?? .infinity)
    if let reset = stated.reset {
      longestReset = max(longestReset, reset)
      slack = stated.slack
    }
    guard let known = limit else { return begin(with: stated, snapshot) }
    if known != stated.limit {
      limit = stated.limit
      restored = min(restored, stated.limit)
    }
    switch kind {
    case .log: countForeign(stated, at: now)
    case .tokens: noteTokens(snapshot, at: now)
    case .unknown, .window:
      note(snapshot, sentIn: request.epoch, at: now)
      noteCompeting(stated, sentIn: request.epoch, at: now)
    }
    untold.removeAll { $0.over <= request.sent }
  }

  /// Notes an answer that describes another bucket and proves that this one has at least
  /// `remaining` left; `hint` is when that other bucket has more again.
  mutating func answeredElsewhere(
    _ ticket: Ticket, atLeast remaining: Int?, hint: Double?, isRefused: Bool, at now: Double
  ) {
    guard let request = end(ticket, isCounted: !isRefused, at: now) else { return }
    if !isRefused { ease() }
    noteUntold(request, at: now)
    probeHint = hint
    if let remaining {
      silentAnswers = 0
      floor.note(sent: request.sent, received: now, remaining: remaining)
    } else {
      floor.noteUntold(at: now, inFlight: inFlight)
    }
  }

  /// Notes an answer that says nothing of any limit.
  mutating func answeredSilently(_ ticket: Ticket, isRefused: Bool, at now: Double) {
    guard let request = end(ticket, isCounted: true, at: now) else { return }
    silentAnswers += 1
    if limit == nil, !floor.isKnown, silentAnswers == 1, ceiling == nil { ceiling = 1 }
    if isRefused {
      headerless.refused(sent: request.sent, at: now)
    } else {
      ease()
      headerless.allowed(at: now)
    }
    noteUntold(request, at: now)
    floor.noteUntold(at: now, inFlight: inFlight)
    // The headers have stopped coming. The limit is known, and a log obeys it whatever its kind.
    if limit != nil, isEventOver, silentAnswers >= 16, kind == .unknown || kind == .window {
      kind = .log
      logWindow = max(longestReset, siblingWindow ?? HeaderlessBudget.window) + slack
    }
  }

  /// Notes that no answer will come.
  ///
  /// The server may have counted the request, but no later than now: a connection that was given up
  /// delivers nothing any more.
  mutating func lost(_ ticket: Ticket, at now: Double) {
    guard let request = inFlight.removeValue(forKey: ticket) else { return }
    log.append(now)
    lostLog.append(now)
    noteUntold(request, at: now)
    floor.noteUntold(at: now, inFlight: inFlight)
  }

  /// Notes that a request never left.
  mutating func unused(_ ticket: Ticket) {
    guard inFlight.removeValue(forKey: ticket) != nil else { return }
    ownInEpoch = max(0, ownInEpoch - 1)
    sentCount -= 1
  }

  /// Notes a refusal that no limit explains: this bucket stays closed for `pause` seconds, or for
  /// 1, 2, 4 … 60 seconds, and then opens to one request at first.
  mutating func refusedUnexplained(pause: Double?, at now: Double) {
    // The others of the same burst say nothing new.
    if now >= blockedUntil { unexplainedRefusals += 1 }
    let doubling = min(60, Double(1 << min(6, max(0, unexplainedRefusals - 1))))
    block(until: now + (pause ?? doubling))
    ceiling = 1
  }

  private mutating func begin(with stated: StatedLimit, _ snapshot: Snapshot) {
    limit = stated.limit
    restored = stated.limit
    ceiling = nil
    // Of those on their way nobody knows whether they are in what is left.
    first = (stated.remaining + 1, snapshot.eventFrom, max(0, sentCount - 1))
    baseline = (snapshot.sent, stated.remaining, counted)
    keep(snapshot, isNew: true)
    untold.removeAll { $0.over <= snapshot.sent }
    // More than a window's worth is left of earlier windows, which only windows with bursts do.
    // And what was a window with this limit in an earlier run is one still: it is classified anew as
    // soon as it does not come back whole.
    if stated.remaining > stated.limit || remembered?.isWindow(of: stated.limit) == true {
      kind = .window
    }
  }

  /// What the server counts in its log beyond our own requests is somebody else's.
  private mutating func countForeign(_ stated: StatedLimit, at now: Double) {
    let own = inFlight.count + log.count(after: now + shortestTrip - logWindow - longestTrip)
    foreign = max(0, stated.limit - stated.remaining - own)
    // Whatever it was, it is free again a window later; without this a lone foreign burst would
    // close the bucket until an answer that could never come.
    foreignUntil = now + logWindow
  }

  /// What is missing from the window beyond all of ours that may have been counted.
  private mutating func noteCompeting(
    _ stated: StatedLimit, sentIn sentEpoch: Int, at now: Double
  ) {
    guard share < 1, kind == .window, sentEpoch == epoch, !isEventOver else { return }
    let taken = max(0, stated.limit - stated.remaining - ownInEpoch - carried)
    competing.note(taken: taken, at: now, trip: longestTrip, length: windowLength)
  }

  /// Notes that a request is over whose answer does not concern this bucket's accounts.
  mutating func over(_ ticket: Ticket, isCounted: Bool, at now: Double) {
    _ = end(ticket, isCounted: isCounted, at: now)
  }

  private mutating func noteUntold(_ request: InFlight, at now: Double) {
    untold.append(Untold(sent: request.sent, epoch: request.epoch, over: now))
    guard limit == nil else { return }
    // The first reading will come from a request in flight now or sent later.
    let oldest = inFlight.values.lazy.map(\.sent).min() ?? .infinity
    untold.removeAll { $0.over <= oldest }
  }

  private mutating func end(_ ticket: Ticket, isCounted: Bool, at now: Double) -> InFlight? {
    guard let request = inFlight.removeValue(forKey: ticket) else { return nil }
    shortestTrip = min(shortestTrip, now - request.sent)
    longestTrip = max(longestTrip, now - request.sent)
    if isCounted {
      log.append(now)
      counted += 1
      let horizon = max(longestReset, logWindow, siblingWindow ?? 0, HeaderlessBudget.window)
      log.forget(upTo: now - horizon - longestTrip - 1)
      lostLog.forget(upTo: now - horizon - longestTrip - 1)
    }
    return request
  }

  /// An allowed request lets one more be in flight, until the ceiling no longer matters.
  private mutating func ease() {
    unexplainedRefusals = 0
    ceiling = ceiling.flatMap { $0 < 512 ? $0 + 1 : nil }
  }
}
