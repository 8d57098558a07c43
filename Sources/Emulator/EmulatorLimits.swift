/// How many requests the emulated Close lets through.
///
/// Each endpoint group has a bucket per API key and one per organisation.
public struct EmulatorLimits: Sendable, Hashable {
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
