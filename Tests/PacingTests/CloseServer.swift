import RateModels

/// A server with limits, in virtual time, that knows its callers by their keys.
protocol LimitedServer {
  /// Counts a request of that key that arrives at `time` (seconds).
  mutating func hit(at time: Double, key: String) -> ServerReply
}

/// One limit for everybody.
extension LimitedServer where Self: ServerModel {
  mutating func hit(at time: Double, key: String) -> ServerReply { hit(at: time) }
}

extension FixedWindowModel: LimitedServer {}
extension WindowedBucketModel: LimitedServer {}
extension TokenBucketModel: LimitedServer {}
extension SlidingLogModel: LimitedServer {}

/// A bucket per key and one of three times the size for the organisation; the answer reports the
/// one with the smaller part left, as Close's does.
struct CloseServer: LimitedServer {
  private let fresh: WindowedBucketModel
  private var keys: [String: WindowedBucketModel] = [:]
  private var organization: WindowedBucketModel

  /// `phase` is the server's clock at time 0.
  init(limit: Int, window: Double, phase: Double) {
    fresh = WindowedBucketModel(limit: limit, window: window, offset: phase)
    organization = WindowedBucketModel(limit: 3 * limit, window: window, offset: phase)
  }

  mutating func hit(at time: Double, key: String) -> ServerReply {
    var bucket = keys[key] ?? fresh
    defer { keys[key] = bucket }
    // A refused request counts nowhere.
    guard bucket.opening(from: time) <= time else { return bucket.hit(at: time) }
    guard organization.opening(from: time) <= time else { return organization.hit(at: time) }
    let own = bucket.hit(at: time)
    let shared = organization.hit(at: time)
    return shared.remaining * own.limit < own.remaining * shared.limit ? shared : own
  }
}
