import CloseAPI

/// What a run may not do, whatever a script says.
///
/// Each message names the rule and what would work instead.
public struct Guardrails: Sendable {
  /// Changes nothing at all.
  public var isReadOnly = false
  /// The most changes that may leave; nil: any number.
  public var mostWrites: Int?
  /// The most revocations that may leave; nil: any number.
  public var mostRevokes: Int?
  /// Whose permissions stay as they are, in both directions: emails or user ids.
  public var protected: [String] = []
  /// Whether a prune, a plan or an undo may take most of a person's permissions back.
  public var allowsLargeRevokes = false

  /// Refuses only what can never be right.
  public init() {}

  /// Why the operation may not be carried out, or nil.
  func refusal(of operation: Operation, people: PeopleDirectory?) -> RunError? {
    let me = operation.identity.me
    if operation.kind.isChange {
      if isReadOnly {
        return RunError(
          .refused,
          "this run is read-only, and \(operation.kind.name) is a change; leave --read-only out to make"
            + " it")
      }
      if let refusal = refusal(ofChanging: operation.kind.users + [me.id], me, people) {
        return refusal
      }
    }
    switch operation.kind {
    case .grant(let user): return refusal(ofGranting: user, by: me, people)
    case .bulk(let bulk): return refusal(ofGranting: bulk.allowed, by: me, people)
    case .sync(let users, _): return refusal(ofGranting: users, by: me, people)
    case .list(let allowing, let allowed):
      return refusal(ofListing: allowing, allowed, by: me, people)
    case .me, .get, .revoke, .request: return nil
    }
  }

  private func refusal(
    ofChanging users: [UserID], _ me: Me, _ people: PeopleDirectory?
  ) -> RunError? {
    guard !protected.isEmpty else { return nil }
    let words = Set(protected.map { $0.lowercased() })
    for user in users {
      let email = user == me.id ? me.email : people?.person(user.rawValue)?.email
      guard
        words.contains(user.rawValue.lowercased())
          || email.map({ words.contains($0.lowercased()) }) == true
      else { continue }
      return RunError(
        .refused,
        "\(email ?? user.rawValue) is protected by the configuration, and nothing that concerns them is"
          + " changed; --allow-protected lifts that for one run")
    }
    return nil
  }

  private func refusal(
    ofGranting users: [UserID], by me: Me, _ people: PeopleDirectory?
  ) -> RunError? {
    for user in users {
      if let refusal = refusal(ofGranting: user, by: me, people) { return refusal }
    }
    return nil
  }

  private func refusal(
    ofGranting user: UserID, by me: Me, _ people: PeopleDirectory?
  ) -> RunError? {
    if user == me.id {
      return RunError(
        .refused,
        "\(me.email) needs no permission to send as \(me.email): a person may always send as"
          + " themselves; leave this pair out")
    }
    if let person = people?.person(user.rawValue), !person.isActive {
      return RunError(
        .refused,
        "\(person.email) is not an active member of the organization and cannot be granted anything;"
          + " reactivate the membership in Close first, or leave this pair out")
    }
    return nil
  }

  // Close answers only for associations that one is party to.
  private func refusal(
    ofListing allowing: UserID?, _ allowed: UserID?, by me: Me, _ people: PeopleDirectory?
  ) -> RunError? {
    guard allowing != nil || allowed != nil, allowing != me.id, allowed != me.id else { return nil }
    let other = allowing ?? allowed ?? me.id
    let name = people?.person(other.rawValue)?.email ?? other.rawValue
    let filter = allowing != nil ? "allowing_user_id" : "allowed_user_id"
    return RunError(
      .wrongIdentity,
      "\(me.email) can only list associations that \(me.email) is part of; to see those of \(name), call"
        + " sendas.as(\"\(name)\").list{ \(filter) = \"\(other)\" }, for which a credential of"
        + " \(name) must be configured")
  }
}
