/// When own requests were over, oldest first: the budget that is safe with every kind of server.
///
/// At most L requests in any trailing window imply at most L in every aligned window, whatever its
/// phase. The time of the answer is used: the server counted the request no later than that, so a
/// request that is a window old here is at least a window old there.
struct SlidingLog: Sendable {
  private var stamps = Fifo<Double>()

  var count: Int { stamps.count }
  var oldest: Double? { stamps.first }

  /// Notes a request that was over at `time`; times must not go back.
  mutating func append(_ time: Double) {
    stamps.append(time)
  }

  /// Forgets requests that were over at `time` or before.
  mutating func forget(upTo time: Double) {
    while let stamp = stamps.first, stamp <= time { stamps.removeFirst() }
  }

  /// How many were over after `time`.
  func count(after time: Double) -> Int {
    stamps.count - index(after: time)
  }

  /// The first that was over after `time`.
  func oldest(after time: Double) -> Double? {
    let index = index(after: time)
    return index < stamps.count ? stamps[index] : nil
  }

  private func index(after time: Double) -> Int {
    var low = 0
    var high = stamps.count
    while low < high {
      let middle = (low + high) / 2
      if stamps[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
