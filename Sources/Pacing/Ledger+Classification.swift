extension Ledger {
  /// Readings of one event may differ by the rounding of their numbers.
  private static let rounding = 0.002

  /// Takes an answer of a bucket that is, or may be, a window.
  mutating func note(_ snapshot: Snapshot, sentIn sentEpoch: Int, at now: Double) {
    var isNew = snapshot.eventFrom > (isEventOver ? lastEventBy : eventBy) + Self.rounding
    if isEventOver {
      isNew = isNew || sentEpoch == epoch
    } else if isNew {
      // The event came before we could be sure of it.
      lastRemaining = remaining
      lastNewestSent = newestSent
      epoch += 1
      ownInEpoch = inFlight.count + 1
      carried = 0
      competing.begin(at: now, length: windowLength, room: room)
    }
    let isStale = isEventOver || snapshot.eventBy < eventFrom - Self.rounding
    // Counted in a window that has ended: it takes nothing from this one.
    if kind == .window, !isNew, isStale { return }
    if isNew { classify(snapshot, at: now) }
    if isNew, isEventOver, sentEpoch == epoch {
      // Those that announced the event were counted before it.
      snapshots.removeAll { $0.eventFrom <= lastEventByLatest }
    }
    if kind == .tokens {
      noteTokens(snapshot, at: now)
    } else {
      keep(snapshot, isNew: isNew)
    }
  }

  /// Keeps every answer that is not certainly older than another: received before that one was
  /// sent, or announcing an earlier event.
  mutating func keep(_ snapshot: Snapshot, isNew: Bool) {
    snapshots.removeAll {
      $0.received <= snapshot.sent || $0.eventBy < snapshot.eventFrom - Self.rounding
    }
    if !snapshots.contains(where: { snapshot.eventBy < $0.eventFrom - Self.rounding }) {
      snapshots.append(snapshot)
    }
    remaining = snapshots.map(\.remaining).min() ?? snapshot.remaining
    newestSent = snapshots.map(\.sent).max() ?? snapshot.sent
    let ends = snapshots.map(\.eventBy).filter(\.isFinite)
    if let latest = ends.max() { eventByLatest = latest }
    if isNew {
      eventFrom = snapshot.eventFrom
      earliestEventFrom = snapshot.eventFrom
      eventBy = snapshot.eventBy
      isEventOver = false
      mayProbe = false
      if ends.isEmpty { eventByLatest = .infinity }
    } else if snapshot.eventFrom.isFinite {
      eventFrom = max(eventFrom, snapshot.eventFrom)
      earliestEventFrom =
        earliestEventFrom.isFinite
        ? min(earliestEventFrom, snapshot.eventFrom) : snapshot.eventFrom
      eventBy = min(eventBy, snapshot.eventBy)
    }
  }

  /// The first answer from beyond an event: each kind is rejected by what it cannot produce.
  private mutating func classify(_ snapshot: Snapshot, at now: Double) {
    guard let limit else { return }
    // Whole seconds and a short window: nothing can be told apart.
    if slack > 0, longestReset < 3 { return }
    // Sent so little later, they may have been counted before this one.
    let by = snapshot.sent + max(longestTrip - shortestTrip, 0.2 * shortestTrip)
    let level =
      snapshot.remaining + 1 + inFlight.values.count { $0.sent <= by }
      + untold.count { $0.epoch == epoch && $0.sent <= by }
    if kind == .window {
      if Double(level) < 0.5 * Double(restored) {
        kind = .unknown
      } else {
        restored = min(limit, level)
      }
      return
    }
    // A log could not have forgotten so many; tokens come at most one per announced wait. Lost
    // requests prove nothing: they were counted long before they were given up, if at all.
    let start = now - longestReset + longestTrip
    let trailing = log.count(after: start) - lostLog.count(after: start)
    let isNoLog = snapshot.remaining > limit - trailing + 1
    let gained = Double(snapshot.remaining + 1 - lastRemaining)
    let isNoTokens = gained > 2 + (now - lastNewestSent) / (longestReset - slack)
    if Double(level) >= 0.7 * Double(limit) {
      poorEvents = 0
      if isNoLog, isNoTokens {
        kind = .window
        restored = min(limit, level)
      }
    } else if !untold.isEmpty {
      // Requests that told nothing may have taken what is missing.
      return
    } else if longestReset <= 5 * shortestTrip
      || snapshot.eventFrom - eventFrom >= 0.8 * longestReset
    {
      poorEvents += 1
      if poorEvents > 1 {
        kind = .tokens
        baseline = (snapshot.sent, snapshot.remaining, counted)
      }
    } else {
      kind = .log
      logWindow = longestReset + slack
    }
  }

  /// Takes an answer of a token bucket: the rate comes from counts over the longest baseline.
  mutating func noteTokens(_ snapshot: Snapshot, at now: Double) {
    let gained = snapshot.remaining - baseline.remaining + counted - baseline.counted - 2
    let rate = Double(gained) / max(0.001, now - baseline.time)
    // Never faster than one per longest announced wait.
    tokenRate = min(1 / max(longestReset, 0.001), max(0.001, rate))
    let next = snapshot.eventBy.isFinite ? snapshot.eventBy - lead : now + 1 / tokenRate
    tokens.append(
      TokenSnapshot(
        sent: snapshot.sent, remaining: snapshot.remaining, nextToken: next + Self.tick))
    let newest = tokens.map(\.sent).max() ?? snapshot.sent
    let oldest = newest - max(longestTrip - shortestTrip, 0.2 * shortestTrip)
    tokens.removeAll { $0.sent < oldest }
  }
}
