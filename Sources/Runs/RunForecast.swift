package import CloseAPI

/// What is about to be sent, as far as it is known before it leaves.
public struct RunForecast: Sendable, Equatable {
  /// Fewer requests are sent before anybody has read how many they are.
  static let fewest = 4

  /// How many requests.
  public var requests: Int
  /// The least time that the rate limit lets them take; nil while the limit is not known.
  public var least: Duration?

  /// Makes a forecast.
  public init(requests: Int, least: Duration?) { (self.requests, self.least) = (requests, least) }

  /// The forecast in words: `214 requests, at least 31.0 s`.
  public var text: String {
    let count = "\(requests) request\(requests == 1 ? "" : "s")"
    guard let least else { return "\(count); the limit is not known yet" }
    let tenths = Int((least.inSeconds * 10).rounded())
    guard tenths > 0 else { return count }
    return "\(count), at least \(tenths / 10).\(tenths % 10) s"
  }

  /// The forecast with the words that programs read.
  package var json: [(String, JSONValue)] {
    [
      ("requests", .integer(Int64(requests))),
      ("least_seconds", least.map { .number($0.inSeconds) } ?? .null),
    ]
  }
}
