/// The waiters for one key in one endpoint group, and the accounts of its bucket.
struct Lane: Sendable {
  var ledger: Ledger
  /// One line per priority.
  private var lines = [Line](repeating: Line(), count: PermitPriority.allCases.count)
  /// Waiters that gave up but still stand in a line.
  private var gone: Set<Ticket> = []
  /// The waiters that the gate has on its lists for this lane; others there are out of date.
  var listed = [Ticket?](repeating: nil, count: PermitPriority.allCases.count)
  /// When the gate's alarm rings for this lane.
  var alarm: Double?
  /// Until when an unexplained refusal keeps it closed.
  var closedUntil = -Double.infinity

  init(share: Double, isStrict: Bool) {
    ledger = Ledger(share: share, isStrict: isStrict)
  }

  mutating func append(_ rank: Rank, isChained: Bool, _ priority: PermitPriority) {
    lines[priority.rawValue].append(rank, isChained: isChained)
    ledger.waiting += 1
  }

  /// The first in line who still wants to go.
  mutating func first(_ priority: PermitPriority) -> Rank? {
    while let rank = lines[priority.rawValue].first {
      guard gone.remove(rank.ticket) != nil else { return rank }
      lines[priority.rawValue].removeFirst()
    }
    return nil
  }

  mutating func removeFirst(_ priority: PermitPriority) {
    lines[priority.rawValue].removeFirst()
    ledger.waiting -= 1
  }

  mutating func leave(_ ticket: Ticket) {
    gone.insert(ticket)
    ledger.waiting -= 1
  }
}
