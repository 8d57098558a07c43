import Pacing

/// Requests that a person is going to make, for a forecast.
public struct ExpectedRequests: Sendable {
  let key: BucketKey
  /// How many.
  public let count: Int

  /// Requests of that person in an endpoint group, `POST /send_as`.
  init(_ sender: Sender, group: String, count: Int) {
    key = BucketKey(sender, group: group)
    self.count = max(0, count)
  }
}

extension CloseClient {
  /// So many questions who the credential belongs to.
  public func proofs(_ count: Int) -> ExpectedRequests {
    ExpectedRequests(sender, group: "GET /me", count: count)
  }

  /// So many looks at whom the person allows.
  public func listings(_ count: Int) -> ExpectedRequests {
    ExpectedRequests(sender, group: "GET /send_as", count: count)
  }

  /// So many requests that grant, or change several permissions at once.
  public func grants(_ count: Int) -> ExpectedRequests {
    ExpectedRequests(sender, group: "POST /send_as", count: count)
  }

  /// So many requests that each take one permission back.
  public func revocations(_ count: Int) -> ExpectedRequests {
    ExpectedRequests(sender, group: "DELETE /send_as", count: count)
  }
}

extension CloseTransport {
  /// The least time that these requests take, from what this run has seen of the limits or earlier
  /// ones have learned; nil while the limit of none of them is known.
  public func forecast(_ expected: [ExpectedRequests]) async -> Duration? {
    await pacer?.forecast(
      Dictionary(expected.map { ($0.key, $0.count) }, uniquingKeysWith: +))
  }
}

extension BucketKey {
  /// Where a person's request counts, as far as anybody outside Close knows.
  init(_ sender: Sender, group: String) {
    self.init(
      credential: sender.credential.name, organization: sender.organization?.rawValue ?? "",
      group: group)
  }
}
