/// What one bulk request asks for: whom the caller allows and whom not any longer.
public struct BulkChange: Sendable, Equatable {
  /// The people who shall be allowed, each once, in the order given.
  public let allowed: [UserID]
  /// The people who shall not be allowed, each once, in the order given.
  public let disallowed: [UserID]

  /// Takes both lists; repeated people are taken once.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` when somebody is in both
  ///   lists, because Close does not say which of the two would win, or when an id is empty.
  public init(allowed: [UserID] = [], disallowed: [UserID] = []) throws(CloseError) {
    if (allowed + disallowed).contains(where: \.rawValue.isEmpty) {
      throw CloseError(.badArgument, "A bulk change holds an empty user id; take it out.")
    }
    let both = Set(allowed).intersection(disallowed)
    if !both.isEmpty {
      let names = both.sorted().map(\.rawValue).joined(separator: ", ")
      throw CloseError(
        .badArgument,
        "A bulk change cannot both allow and disallow the same person: \(names). "
          + "Take each of them out of one of the two lists.")
    }
    self.allowed = Self.unique(allowed)
    self.disallowed = Self.unique(disallowed)
  }

  /// Whether there is nothing in either list; Close then answers with what there is.
  public var isEmpty: Bool { allowed.isEmpty && disallowed.isEmpty }

  private static func unique(_ users: [UserID]) -> [UserID] {
    var seen: Set<UserID> = []
    return users.filter { seen.insert($0).inserted }
  }

  /// The request's body; both lists are always there, so that nothing depends on defaults.
  var body: JSONValue {
    [
      "allowed_user_ids": .array(allowed.map { .string($0.rawValue) }),
      "disallowed_user_ids": .array(disallowed.map { .string($0.rawValue) }),
    ]
  }
}
