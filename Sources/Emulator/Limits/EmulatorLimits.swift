/// How many requests the emulated Close lets through, and how it says so.
///
/// Each endpoint group has a bucket per API key and one per organisation.
public struct EmulatorLimits: Sendable, Hashable {
  /// How answers say what is left.
  public enum Header: String, Sendable, CaseIterable {
    /// `RateLimit: limit=160, remaining=159, reset=7.75`, as Close documents.
    case comma
    /// `ratelimit: limit=160; remaining=159; reset=8`, as was seen too.
    case semicolon
    /// `x-rate-limit-limit: 160` and two more, as before 2023.
    case legacy
    /// `RateLimit: "key";r=159;t=8` and `RateLimit-Policy`, the draft standard of today.
    case list
    /// Nothing, as was seen in 2026; a 429 still has `Retry-After`.
    case none
  }

  /// Which requests are counted together.
  public enum Grouping: String, Sendable, CaseIterable {
    /// By method and first segment of the path, as Close has described.
    case methodAndPrefix = "method-prefix"
    /// By path, whatever the method; all ids of a resource together.
    case path
    /// All together.
    case one
  }

  /// Requests per second for one key in one endpoint group.
  ///
  /// 0 refuses all, -1 lets all through.
  public var requestsPerSecond: Double
  /// The length of a window in whole seconds.
  public var window: Int
  /// How many windows' worth a bucket may hold; more than 1 banks what earlier windows left over.
  public var burst: Double
  /// The organisation's limit as a multiple of a key's.
  public var organizationFactor: Double
  /// How answers say what is left.
  public var header = Header.comma
  /// Which requests are counted together.
  public var grouping = Grouping.methodAndPrefix
  /// Requests per second of all clients together before anything else; nil for any number.
  ///
  /// Beyond it the answer is a 429 without JSON. 60 was seen at Close's edge.
  public var ingress: Int?

  /// Makes limits from requests per second, the window in seconds, the burst and the
  /// organisation's factor.
  public init(
    requestsPerSecond: Double, window: Int, burst: Double = 1, organizationFactor: Double = 3
  ) {
    self.requestsPerSecond = requestsPerSecond
    self.window = max(1, window)
    self.burst = burst
    self.organizationFactor = organizationFactor
  }

  /// Close's own: 20 requests per second in windows of 8 seconds, and thrice for the organisation.
  ///
  /// The factor is documented; the numbers were observed (`limit=160`).
  public static let close = EmulatorLimits(requestsPerSecond: 20, window: 8)

  /// No limits and no `RateLimit` header, as some of Close's endpoints were seen to answer.
  public static let off = EmulatorLimits(requestsPerSecond: -1, window: 8)

  var isOff: Bool { requestsPerSecond == -1 }

  var key: LimitLion.Settings {
    LimitLion.Settings(requestsPerSecond: requestsPerSecond, burst: burst, window: window)
  }

  var organization: LimitLion.Settings {
    var settings = key
    // Keeps the two special values special.
    if requestsPerSecond > 0 { settings.requestsPerSecond *= organizationFactor }
    return settings
  }
}
