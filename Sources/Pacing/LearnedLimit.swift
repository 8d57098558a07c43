/// What is worth knowing of a bucket in the next run: how large it is and how it refills, never
/// what remains.
struct LearnedLimit: Codable, Sendable, Equatable {
  var organization: String
  var group: String
  /// A key's limit.
  var limit: Int
  /// Seconds; the longest time until more was allowed.
  var window: Double
  /// `window`, `log` or `tokens`.
  var kind: String
  /// The organisation's limit, where answers have shown it.
  var organizationLimit: Int?
  /// What refusals have shown, where that is stricter than headers say.
  var strictest: Int?

  /// Of the whole server, whatever is asked for: neither organisation nor group has a name.
  static func ingress(_ most: Int) -> LearnedLimit {
    LearnedLimit(organization: "", group: "", limit: most, window: 1, kind: "ingress")
  }

  /// Whether it was seen to be a window of that limit.
  func isWindow(of limit: Int) -> Bool {
    kind == "window" && (self.limit == limit || organizationLimit == limit)
  }
}
