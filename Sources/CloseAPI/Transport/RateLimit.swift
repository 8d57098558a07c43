import Pacing

/// What one key may do in one group of endpoints, as Close's answers have shown.
public struct RateLimit: Sendable, Equatable {
  /// The group of endpoints, as `POST /send_as`.
  public let group: String
  /// How many requests may be sent in one window.
  public let requests: Int
  /// The longest time that was seen until more were allowed.
  public let window: Duration

  init(_ limit: PacingLimit) {
    (group, requests, window) = (limit.group, limit.requests, limit.window)
  }
}
