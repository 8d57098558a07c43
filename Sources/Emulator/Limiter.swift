/// Close's two buckets per request: the key's and the organisation's, per endpoint group.
struct Limiter: Sendable {
  /// Which of the two buckets is meant.
  enum Side: Sendable, Hashable {
    case key, organization
  }

  /// What the limiter says to one request: the state of the bucket closest to being hit.
  struct Reading: Sendable, Hashable {
    var side: Side
    var isAllowed: Bool
    var limit: Int
    var remaining: Int
    var microsecondsLeft: Int64
  }

  private struct Bucket: Hashable {
    var side: Side
    var owner: String
    var group: EndpointGroup
  }

  private let limits: EmulatorLimits
  private var buckets: [Bucket: LimitLion] = [:]

  init(_ limits: EmulatorLimits) {
    self.limits = limits
  }

  /// Counts a request, or says that it must wait; nil when limits are off.
  ///
  /// A request that either bucket denies costs nothing in the other.
  mutating func admit(
    key: String, organization: String, group: EndpointGroup, at microseconds: Int64
  ) -> Reading? {
    guard !limits.isOff else { return nil }
    let ofKey = Bucket(side: .key, owner: key, group: group)
    let ofOrganization = Bucket(side: .organization, owner: organization, group: group)
    // Both are asked for nothing first, because each may only be charged once both would allow.
    let mayBoth =
      ask(ofKey, for: 0, at: microseconds).remaining >= 1
      && ask(ofOrganization, for: 0, at: microseconds).remaining >= 1
    let readings = [ofKey, ofOrganization].map { bucket in
      var reading = ask(bucket, for: mayBoth ? 1 : 0, at: microseconds)
      reading.isAllowed = mayBoth || reading.remaining >= 1
      return reading
    }
    return Self.closest(readings[0], readings[1])
  }

  /// The reading with the smaller remaining share; of two that deny, the one that denies longer,
  /// so that waiting as told is enough.
  private static func closest(_ key: Reading, _ organization: Reading) -> Reading {
    if !key.isAllowed, !organization.isAllowed {
      return organization.microsecondsLeft > key.microsecondsLeft ? organization : key
    }
    if key.isAllowed != organization.isAllowed { return key.isAllowed ? organization : key }
    // a/b < c/d without division, so that equal shares are equal.
    return organization.remaining * key.limit < key.remaining * organization.limit
      ? organization : key
  }

  private mutating func ask(
    _ bucket: Bucket, for requested: Int, at microseconds: Int64
  ) -> Reading {
    let settings = bucket.side == .key ? limits.key : limits.organization
    let verdict = buckets[bucket, default: LimitLion()].throttle(
      settings, at: microseconds, requested: requested)
    return Reading(
      side: bucket.side, isAllowed: verdict.isAllowed, limit: settings.capacity,
      remaining: verdict.tokens, microsecondsLeft: verdict.microsecondsLeft)
  }
}

/// What Close counts together: the method and the first segment of the path.
struct EndpointGroup: Sendable, Hashable {
  var method: String
  var segment: String
}
