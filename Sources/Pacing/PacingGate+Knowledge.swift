extension PacingGate {
  /// Takes over how the group's buckets were in an earlier run.
  mutating func remember(_ limit: LearnedLimit) {
    remembered = limit
    book.remember(keyLimit: limit.limit)
    organization.remember(limit)
  }

  /// What a later run may know; nil while nothing is certain.
  func learned(organization name: String, group: String) -> LearnedLimit? {
    let known = lanes.lazy.map(\.ledger).first { $0.limit != nil && $0.kind != .unknown }
    guard let known, let limit = known.limit else {
      // Not learned anew, but not forgotten either.
      guard var earlier = remembered, let stricter = organization.stricter else { return nil }
      earlier.strictest = stricter.requests
      return earlier
    }
    // What is left of a window is never longer than it, and an earlier run may have seen more of it.
    let isSame = remembered?.limit == limit && remembered?.kind == known.kind.name
    let window = max(known.longestReset, isSame ? remembered?.window ?? 0 : 0)
    return LearnedLimit(
      organization: name, group: group, limit: limit, window: window,
      kind: known.kind.name, organizationLimit: organization.shownLimit,
      strictest: organization.stricter?.requests)
  }

  /// The least seconds that this gate's requests could have taken since `start`.
  func leastTime(since start: Double, connections: Int) -> Double? {
    let bounds = lanes.map { $0.ledger.leastTime(since: start, connections: connections) }
    return (bounds + [organization.leastTime(since: start, connections: connections)])
      .compactMap(\.self).max()
  }

  /// The least seconds that `count` more requests take, if they go to the keys as those before.
  func leastTime(for count: Int, from now: Double, connections: Int) -> Double? {
    let total = max(1, sentCount)
    var counts: [String: Int] = [:]
    for (credential, lane) in laneOfCredential {
      let part = Double(lanes[lane].ledger.sentCount) / Double(total)
      counts[credential] = Int((Double(count) * part).rounded(.up))
    }
    return leastTime(for: counts, from: now, connections: connections)
  }

  /// The least seconds that so many more requests of each key take; nil while too little is known.
  func leastTime(
    for counts: [String: Int], from now: Double, connections: Int
  ) -> Double? {
    let model = learned(organization: "", group: "") ?? remembered
    let trip = lanes.lazy.map(\.ledger.shortestTrip).min() ?? .infinity
    let least = LeastTime(connections: connections, trip: trip.isFinite ? trip : 0)
    let bounds = counts.filter { $0.value > 0 }.map { credential, count in
      laneOfCredential[credential].flatMap {
        lanes[$0].ledger.leastTime(for: count, from: now, connections: connections)
      } ?? model?.leastTime(count, least, share: share)
    }
    let total = counts.values.reduce(0, +)
    let shared =
      organization.leastTime(for: total, from: now, connections: connections)
      ?? model?.leastTimeOfAll(total, least, share: share)
    return (bounds + [shared]).compactMap(\.self).max()
  }

  /// Requests sent through this gate.
  var sentCount: Int { lanes.reduce(0) { $0 + $1.ledger.sentCount } }
}

extension Ledger.Kind {
  /// The kind as it is kept.
  var name: String {
    switch self {
    case .unknown: "unknown"
    case .window: "window"
    case .log: "log"
    case .tokens: "tokens"
    }
  }
}
