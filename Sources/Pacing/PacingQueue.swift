/// Who may send the next request, and when to ask again.
///
/// A pure machine: time is given with every call, in seconds that never go back.
package struct PacingQueue: Sendable {
  private struct GateKey: Hashable {
    var organization: String
    var group: String
  }

  private struct Place {
    var gate: Int
    var lane: Int
    var since: Double
  }

  private struct Candidate {
    var gate: Int
    var priority: PermitPriority
    var head: PacingGate.Head
  }

  let share: Double
  private let connections: Int
  private let isStrict: Bool
  /// The limit in front of the server, which counts every request.
  private var ingress: IngressLimit
  private var gates: [PacingGate] = []
  private var gateOfKey: [GateKey: Int] = [:]
  private var waiting: [Ticket: Place] = [:]
  private var inFlight: [Ticket: Place] = [:]
  private var lastTicket: Ticket = 0
  /// The weighted turns already taken by each priority.
  private var turns = PermitPriority.allCases.map { 1 / $0.weight }

  /// When asking again is worth while, as of the last `next(at:)`; nil before the next answer.
  package private(set) var nextLook: Double?

  private(set) var sentCount = 0
  /// When the first wish came, and when the last answer.
  private(set) var firstWish: Double?
  private(set) var lastAnswer: Double?
  private var memory = LearnedLimits()
  private(set) var refusedCount = 0
  private(set) var lostCount = 0
  private(set) var secondsWaited = 0.0

  var waitingCount: Int { waiting.count }
  var inFlightCount: Int { inFlight.count }

  /// Makes a queue that takes `share` of each window and has at most `connections` in flight.
  ///
  /// A strict one relies on nothing about the network. In no second leave more than `mostPerSecond`.
  package init(
    share: Double, connections: Int, isStrict: Bool = false, mostPerSecond: Int? = nil
  ) {
    // Not a precondition: a strange wish slows a program down, it does not end it.
    self.share = share > 0 ? min(1, max(0.01, share)) : 1
    self.connections = max(1, connections)
    self.isStrict = isStrict
    ingress = IngressLimit(most: mostPerSecond, isStrict: isStrict)
  }

  /// Adds a waiter to its line; `following` requests can only leave after it was answered.
  package mutating func append(
    _ key: BucketKey, priority: PermitPriority = .change, following: Int = 0, at now: Double
  ) -> Ticket {
    lastTicket += 1
    firstWish = firstWish ?? now
    let gateKey = GateKey(organization: key.organization, group: key.group)
    let gate = gateOfKey[gateKey] ?? gates.count
    if gate == gates.count {
      gates.append(PacingGate(share: share, isStrict: isStrict))
      gateOfKey[gateKey] = gate
      if let known = memory.limit(organization: key.organization, group: key.group) {
        gates[gate].remember(known)
      }
    }
    let rank = Rank(lastTicket, at: now, following: following)
    let lane = gates[gate].append(
      rank, isChained: following > 0, credential: key.credential, priority: priority)
    waiting[lastTicket] = Place(gate: gate, lane: lane, since: now)
    return lastTicket
  }

  /// Takes a waiter out of its line; false if it is not waiting any more.
  mutating func leave(_ ticket: Ticket, at now: Double) -> Bool {
    guard let place = waiting.removeValue(forKey: ticket) else { return false }
    secondsWaited += now - place.since
    gates[place.gate].leave(ticket, lane: place.lane)
    return true
  }

  /// Lets the next waiter go, who then counts as sent; nil when nobody may go now.
  package mutating func next(at now: Double) -> Ticket? {
    nextLook = nil
    guard !waiting.isEmpty, inFlight.count < connections else { return nil }
    if case .wait(let until) = ingress.verdict(at: now) {
      nextLook = until
      return nil
    }
    var look = Double.infinity
    var best = [Candidate?](repeating: nil, count: PermitPriority.allCases.count)
    for gate in gates.indices {
      gates[gate].findHeads(at: now, look: &look) { priority, head in
        if let other = best[priority.rawValue], other.head < head { return }
        best[priority.rawValue] = Candidate(gate: gate, priority: priority, head: head)
      }
    }
    var next: Candidate?
    for case let candidate? in best {
      // Priorities are in order, and the first of equals goes.
      if let other = next, turns[other.priority.rawValue] <= turns[candidate.priority.rawValue] {
        continue
      }
      next = candidate
    }
    guard let next else {
      nextLook = look.isFinite ? look : nil
      return nil
    }
    takeTurn(next.priority, candidates: best)
    let head = next.head
    gates[next.gate].send(head, next.priority, at: now)
    if let place = waiting.removeValue(forKey: head.ticket) {
      secondsWaited += now - place.since
      inFlight[head.ticket] = place
    }
    sentCount += 1
    ingress.sent(head.ticket, at: now)
    return head.ticket
  }

  private mutating func takeTurn(
    _ priority: PermitPriority, candidates: [Candidate?]
  ) {
    let reached = turns[priority.rawValue]
    turns[priority.rawValue] += 1 / priority.weight
    // Who was not there saves no turns for later.
    for absent in PermitPriority.inOrder where candidates[absent.rawValue] == nil {
      turns[absent.rawValue] = max(turns[absent.rawValue], reached + 1 / absent.weight)
    }
  }

  /// Notes the answer to a request; a second note about the same one does nothing.
  package mutating func answered(
    _ ticket: Ticket, status: Int, reading: RateReading?, at now: Double
  ) {
    guard let place = inFlight.removeValue(forKey: ticket) else { return }
    if status == 429 { refusedCount += 1 }
    lastAnswer = now
    // Refused without a word by a server that otherwise says what is left: by what is before it.
    if status == 429, StatedLimit(reading) == nil, gates[place.gate].hasHeaders {
      ingress.refused(ticket, pause: reading?.pause, at: now)
      return gates[place.gate].turnedAway(ticket, lane: place.lane, at: now)
    }
    ingress.passed(ticket, at: now)
    gates[place.gate].answered(
      ticket, lane: place.lane, status: status, reading: reading, at: now)
  }

  /// Notes that no answer will come, though the server may have counted the request.
  mutating func lost(_ ticket: Ticket, at now: Double) {
    guard let place = inFlight.removeValue(forKey: ticket) else { return }
    lostCount += 1
    ingress.passed(ticket, at: now)
    gates[place.gate].lost(ticket, lane: place.lane, at: now)
  }

  /// Notes that a request never left, so that no server can have counted it.
  mutating func unused(_ ticket: Ticket) {
    guard let place = inFlight.removeValue(forKey: ticket) else { return }
    sentCount -= 1
    ingress.unused(ticket)
    gates[place.gate].unused(ticket, lane: place.lane)
  }
}

extension PacingQueue {
  /// Takes over what earlier runs have learned; for buckets that are not yet in use.
  mutating func remember(_ limits: LearnedLimits) {
    memory = limits
    if let known = limits.limit(organization: "", group: ""), known.kind == "ingress" {
      ingress.remember(known.limit)
    }
  }

  /// What a later run may know.
  var learned: [LearnedLimit] {
    let groups = gateOfKey.compactMap { key, gate in
      gates[gate].learned(organization: key.organization, group: key.group)
    }
    let whole = ingress.isLearned ? ingress.most.map { LearnedLimit.ingress(Int($0)) } : nil
    return (groups + [whole].compactMap(\.self))
      .sorted { ($0.organization, $0.group) < ($1.organization, $1.group) }
  }

  /// The limits that are stricter than headers say.
  var stricter: [StricterLimit] {
    let groups = gateOfKey.compactMap { key, gate in
      gates[gate].organization.stricter.map {
        StricterLimit(group: key.group, requests: $0.requests, window: .seconds($0.window))
      }
    }
    let whole = ingress.isLearned ? ingress.most : nil
    return groups.sorted { ($0.group ?? "") < ($1.group ?? "") }
      + [whole].compactMap(\.self).map {
        StricterLimit(group: nil, requests: Int($0), window: .seconds(1))
      }
  }

  /// The least seconds that all requests so far could have taken since the first wish; nil while
  /// the limit's kind is unknown.
  var leastTime: Double? {
    guard let firstWish else { return nil }
    return gates.compactMap { $0.leastTime(since: firstWish, connections: connections) }.max()
  }

  /// The least seconds that `count` more requests take, if they go where those before went.
  func leastTime(for count: Int, from now: Double) -> Double? {
    let total = gates.reduce(0) { $0 + $1.sentCount }
    guard total > 0 else { return nil }
    return gates.compactMap { gate in
      let part = Double(gate.sentCount) / Double(total)
      return gate.leastTime(
        for: Int((Double(count) * part).rounded(.up)), from: now, connections: connections)
    }.max()
  }

  /// The least seconds that so many more requests take, by what the ledgers know and by what earlier
  /// runs have learned; nil where nothing is known of any of their buckets.
  func leastTime(for requests: [BucketKey: Int], from now: Double) -> Double? {
    var counts: [GateKey: [String: Int]] = [:]
    for (key, count) in requests where count > 0 {
      let gate = GateKey(organization: key.organization, group: key.group)
      counts[gate, default: [:]][key.credential, default: 0] += count
    }
    let bounds = counts.map { key, counts -> Double? in
      if let gate = gateOfKey[key] {
        return gates[gate].leastTime(for: counts, from: now, connections: connections)
      }
      let known = memory.limit(organization: key.organization, group: key.group)
      var gate = PacingGate(share: share, isStrict: isStrict)
      if let known { gate.remember(known) }
      return gate.leastTime(for: counts, from: now, connections: connections)
    }
    let total = requests.values.reduce(0, +)
    let whole = ingress.most.map {
      LeastTime(connections: connections, trip: 0).log(total, limit: Int($0), window: 1)
    }
    return (bounds + [whole]).compactMap(\.self).max()
  }
}
