/// What is certainly left in a bucket, from every answer that bounds it from below.
///
/// Of the answers that could have been counted last, the least remaining, minus the own requests
/// that no answer has accounted for. The answer counted last is always among them: one is only
/// dropped when it arrived before another was sent. So this holds for every kind of server and
/// every order of arrival, as long as nobody else uses the bucket.
struct ProvenFloor: Sendable {
  private struct Bound {
    var sent: Double
    var received: Double
    var remaining: Int
  }

  private var bounds: [Bound] = []
  /// When requests ended that told nothing; the server may have counted them.
  private var untold: [Double] = []

  var isKnown: Bool { !bounds.isEmpty }

  /// When the newest bound arrived.
  var latest: Double? { bounds.last?.received }

  /// What is left after `inFlight` own requests; nil when nothing is known.
  func left(inFlight: Int) -> Int? {
    bounds.lazy.map(\.remaining).min().map { $0 - inFlight - untold.count }
  }

  mutating func note(sent: Double, received: Double, remaining: Int) {
    bounds.removeAll { $0.received <= sent }
    // A request that was over before this one was sent is included in what this one saw.
    untold.removeAll { $0 <= sent }
    bounds.append(Bound(sent: sent, received: received, remaining: remaining))
  }

  /// Notes a request that ended without telling anything.
  mutating func noteUntold(at time: Double, inFlight: [Ticket: Ledger.InFlight]) {
    untold.append(time)
    // With no bound yet the first will come from a request in flight now or sent later.
    guard bounds.isEmpty else { return }
    let oldest = inFlight.values.lazy.map(\.sent).min() ?? .infinity
    untold.removeAll { $0 <= oldest }
  }
}
