import Foundation
import Glibc
import Pacing

extension PacingBench {
  /// What a permit costs in processor time, with a short and with a long queue.
  static func costs() -> [Figure] {
    var short = Double.infinity
    var long = Double.infinity
    // Interleaved, and the least of several, because caches are shared with others.
    for _ in 0..<7 {
      short = min(short, secondsPerPermit(waiting: 100))
      long = min(long, secondsPerPermit(waiting: 100_000))
    }
    return [
      Figure(
        what: "CPU per permit, 100,000 waiting", against: "100 waiting",
        value: long / short, bound: 2),
      Figure(
        what: "CPU per permit, 100 waiting", against: "", value: short * 1e6, unit: "µs"),
    ]
  }

  /// Permits of 40 keys and three priorities, while the queue stays as long as it is.
  private static func secondsPerPermit(waiting: Int) -> Double {
    var queue = PacingQueue(share: 1, connections: 64)
    var count = 0
    func key() -> BucketKey {
      count += 1
      return BucketKey(
        credential: "key \(count % 40)", organization: "orga_1", group: "POST /send_as")
    }
    func append(at now: Double) {
      let priority = PermitPriority.allCases[count % PermitPriority.allCases.count]
      _ = queue.append(key(), priority: priority, at: now)
    }
    for _ in 0..<waiting { append(at: 0) }
    let reading = RateReading(limit: 1_000_000, remaining: 999_999, reset: .seconds(60))
    var inFlight: [Ticket] = []
    let permits = 20_000
    let start = processorTime
    for turn in 0..<permits {
      let now = Double(turn) * 1e-5
      while let ticket = queue.next(at: now) {
        inFlight.append(ticket)
        append(at: now)
      }
      guard let ticket = inFlight.popLast() else { break }
      queue.answered(ticket, status: 200, reading: reading, at: now)
    }
    return (processorTime - start) / Double(permits)
  }

  /// Seconds that this process has been on a processor, whatever else the machine does.
  private static var processorTime: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
