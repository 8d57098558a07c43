/// Where a request counts: one key, one organisation, one group of endpoints.
public struct BucketKey: Hashable, Sendable {
  /// A name for the key; opaque, and never the secret itself.
  public var credential: String

  /// The organisation the key belongs to; empty while unknown.
  ///
  /// Keys whose organisation is unknown are paced as if they shared one, which is the careful
  /// assumption. Name the organisation as soon as it is known.
  public var organization: String

  /// The endpoints that Close counts together: method and first path segment, `POST /send_as`,
  /// until headers show otherwise.
  public var group: String

  /// Names a bucket by the key's name, the organisation and the endpoint group.
  public init(credential: String, organization: String, group: String) {
    self.credential = credential
    self.organization = organization
    self.group = group
  }
}
