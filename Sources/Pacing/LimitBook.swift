/// Tells a key's bucket from its organisation's by the limit an answer names.
///
/// Close's header reports whichever bucket is closest to being hit and does not say which. The
/// organisation's limit is three times a key's (Close's documentation of rate limits), so a limit
/// twice the key's or more is the organisation's.
struct LimitBook: Sendable {
  enum Bucket: Sendable { case key, organization }

  /// The organisation's limit as a multiple of a key's.
  static let organizationFactor = 3

  /// A key's limit, once an answer has proven it.
  private(set) var provenKeyLimit: Int?
  private var presumedOrganizationLimit: Int?
  private var rememberedKeyLimit: Int?

  /// A key's limit, proven or presumed; nil before the first answer.
  var keyLimit: Int? {
    provenKeyLimit
      ?? presumedOrganizationLimit.map { max(1, $0 / Self.organizationFactor) }
  }

  /// Takes over a key's limit from an earlier run; an answer that names it is the key's.
  mutating func remember(keyLimit: Int) { rememberedKeyLimit = keyLimit }

  /// Which bucket an answer describes; learns from it.
  mutating func bucket(of stated: StatedLimit) -> Bucket {
    if let known = provenKeyLimit, stated.limit >= 2 * known { return .organization }
    if provenKeyLimit == nil, !isProvenKey(stated) {
      presumedOrganizationLimit = max(presumedOrganizationLimit ?? 0, stated.limit)
      return .organization
    }
    provenKeyLimit = stated.limit
    return .key
  }

  /// Whether only a key's bucket can have been reported like this.
  ///
  /// With at most two requests counted, one of them ours, the key's used share of 1/L is more than
  /// the organisation's 2/3L, so the key would have been reported. With more counted, a first
  /// answer may be about either, and the organisation is the careful assumption: it leaves the
  /// key a third, and counts what other keys take.
  private func isProvenKey(_ stated: StatedLimit) -> Bool {
    if stated.remaining >= stated.limit - 2 || stated.limit == rememberedKeyLimit { return true }
    guard let presumed = presumedOrganizationLimit else { return false }
    return presumed >= 2 * stated.limit
  }
}
