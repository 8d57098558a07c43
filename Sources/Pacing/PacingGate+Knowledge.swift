extension PacingGate {
  /// Takes over how the group's buckets were in an earlier run.
  mutating func remember(_ limit: LearnedLimit) {
    remembered = limit
    organization.remember(limit)
  }

  /// What a later run may know; nil while nothing is certain.
  func learned(organization name: String, group: String) -> LearnedLimit? {
    let known = lanes.lazy.map(\.ledger).first { $0.limit != nil && $0.kind != .unknown }
    guard let known, let limit = known.limit else { return nil }
    return LearnedLimit(
      organization: name, group: group, limit: limit, window: known.longestReset,
      kind: known.kind.name, organizationLimit: organization.shownLimit)
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
    let bounds = lanes.map { lane in
      let part = Double(lane.ledger.sentCount) / Double(total)
      return lane.ledger.leastTime(
        for: Int((Double(count) * part).rounded(.up)), from: now, connections: connections)
    }
    let shared = organization.leastTime(for: count, from: now, connections: connections)
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
