/// Close's two buckets per request: the key's and the organisation's, per endpoint group.
struct Limiter: Sendable {
  /// Which of the two buckets is meant.
  enum Side: Sendable, Hashable {
    case key, organization
    /// What requests without a valid key share.
    case strangers
  }

  /// What the limiter says to one request: the state of the bucket closest to being hit.
  struct Reading: Sendable, Hashable {
    var side: Side
    var isAllowed: Bool
    var limit: Int
    var remaining: Int
    var microsecondsLeft: Int64

    /// A lie: nothing was used, and the window is as good as over.
    var untouched: Reading {
      var lie = self
      (lie.remaining, lie.microsecondsLeft) = (limit, microsecondsLeft / 8)
      return lie
    }
  }

  /// One thing that is counted.
  struct Bucket: Hashable, Sendable {
    var side: Side
    var owner: String
    var group: EndpointGroup
  }

  let limits: EmulatorLimits
  private var buckets: [Bucket: LimitLion] = [:]
  private var edge = LimitLion()
  /// How often each bucket has denied.
  private(set) var denials: [Bucket: Int] = [:]
  private(set) var denialsAtEdge = 0

  init(_ limits: EmulatorLimits) {
    self.limits = limits
  }

  /// Counts a request at the edge, before anything is known of it; false if it must wait.
  mutating func admitAtEdge(at microseconds: Int64) -> Bool {
    guard let most = limits.ingress else { return true }
    let settings = LimitLion.Settings(requestsPerSecond: Double(most), window: 1)
    let isAllowed = edge.throttle(settings, at: microseconds).isAllowed
    if !isAllowed { denialsAtEdge += 1 }
    return isAllowed
  }

  /// Counts a request, or says that it must wait; nil when limits are off.
  ///
  /// A request that either bucket denies costs nothing in the other.
  mutating func admit(
    key: String, organization: String, group: EndpointGroup, at microseconds: Int64
  ) -> Reading? {
    guard !limits.isOff else { return nil }
    let group = group.counted(by: limits.grouping)
    let both = [
      Bucket(side: .key, owner: key, group: group),
      Bucket(side: .organization, owner: organization, group: group),
    ]
    // Both are asked for nothing first, because each may only be charged once both would allow.
    let mayBoth = both.allSatisfy { ask($0, for: 0, at: microseconds).remaining >= 1 }
    let readings = both.map { bucket in
      var reading = ask(bucket, for: mayBoth ? 1 : 0, at: microseconds)
      reading.isAllowed = mayBoth || reading.remaining >= 1
      return reading
    }
    let closest = Self.closest(readings[0], readings[1])
    if !closest.isAllowed { denials[both[closest.side == .key ? 0 : 1], default: 0] += 1 }
    return closest
  }

  /// Counts a failed authentication; all of them share a bucket as large as a key's, so that one
  /// who tries many keys gains nothing and a valid key loses nothing.
  mutating func admitStranger(group: EndpointGroup, at microseconds: Int64) -> Reading? {
    guard !limits.isOff else { return nil }
    let bucket = Bucket(side: .strangers, owner: "", group: group.counted(by: limits.grouping))
    let reading = ask(bucket, for: 1, at: microseconds)
    if !reading.isAllowed { denials[bucket, default: 0] += 1 }
    return reading
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
    let settings = bucket.side == .organization ? limits.organization : limits.key
    let verdict = buckets[bucket, default: LimitLion()].throttle(
      settings, at: microseconds, requested: requested)
    return Reading(
      side: bucket.side, isAllowed: verdict.isAllowed, limit: settings.capacity,
      remaining: verdict.tokens, microsecondsLeft: verdict.microsecondsLeft)
  }
}

/// What a request may be counted under.
struct EndpointGroup: Sendable, Hashable {
  var method: String
  /// The first segment of the path.
  var segment: String
  /// The path, with `{id}` for ids.
  var path: String

  /// The same with only what is counted.
  func counted(by grouping: EmulatorLimits.Grouping) -> EndpointGroup {
    switch grouping {
    case .methodAndPrefix: EndpointGroup(method: method, segment: segment, path: "")
    case .path: EndpointGroup(method: "", segment: segment, path: path)
    case .one: EndpointGroup(method: "", segment: "", path: "")
    }
  }

  /// In words: `POST /send_as/`.
  var name: String {
    let place = path.isEmpty ? segment : path
    guard !method.isEmpty || !place.isEmpty else { return "all" }
    return (method.isEmpty ? "" : method + " ") + (place.isEmpty ? "/" : "/\(place)/")
  }
}
