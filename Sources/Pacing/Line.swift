/// Where a waiter stands in its line.
struct Rank: Comparable, Sendable {
  /// When it asked, or earlier: a chain of requests counts as having waited longer.
  var asked: Double
  var ticket: Ticket

  /// Seconds that each request counts for that can only leave after this one was answered.
  ///
  /// More than a round trip, so that the longest chain goes first while chains are of unlike length.
  private static let worthOfOne = 1.0
  /// The most that a chain counts for: nobody waits longer than this beyond the order of arrival.
  private static let mostWorth = 300.0

  init(_ ticket: Ticket, at now: Double, following: Int) {
    asked = now - min(Self.mostWorth, Self.worthOfOne * Double(max(0, following)))
    self.ticket = ticket
  }

  static func < (a: Rank, b: Rank) -> Bool { (a.asked, a.ticket) < (b.asked, b.ticket) }
}

/// Waiters of one priority for one key, in the order in which they go.
struct Line: Sendable {
  // Those without a chain stand in the order in which they came, which costs nothing to keep.
  private var plain = Fifo<Rank>()
  private var chained = Heap<Rank>()

  var first: Rank? {
    guard let plain = plain.first, let chained = chained.first else {
      return plain.first ?? chained.first
    }
    return min(plain, chained)
  }

  mutating func append(_ rank: Rank, isChained: Bool) {
    if isChained { chained.insert(rank) } else { plain.append(rank) }
  }

  mutating func removeFirst() {
    guard let first else { return }
    if plain.first == first { plain.removeFirst() } else { chained.removeFirst() }
  }
}
