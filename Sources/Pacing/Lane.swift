/// The waiters for one key in one endpoint group, and the accounts of its bucket.
struct Lane: Sendable {
  var ledger: Ledger
  /// One line per priority.
  private var lines = [Fifo<Ticket>](repeating: Fifo(), count: PermitPriority.allCases.count)
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

  mutating func append(_ ticket: Ticket, _ priority: PermitPriority) {
    lines[priority.rawValue].append(ticket)
  }

  /// The first in line who still wants to go.
  mutating func first(_ priority: PermitPriority) -> Ticket? {
    while let ticket = lines[priority.rawValue].first {
      guard gone.remove(ticket) != nil else { return ticket }
      lines[priority.rawValue].removeFirst()
    }
    return nil
  }

  mutating func removeFirst(_ priority: PermitPriority) {
    lines[priority.rawValue].removeFirst()
  }

  mutating func leave(_ ticket: Ticket) {
    gone.insert(ticket)
  }
}
