import CloseAPI

/// What is refused before anything is sent, whatever a script says.
///
/// Each message names the rule and what would work instead.
struct Guardrails: Sendable {
  /// Why the operation may not be carried out, or nil.
  func refusal(of operation: Operation, people: PeopleDirectory?) -> RunError? {
    let me = operation.identity.me
    switch operation.kind {
    case .grant(let user): return refusal(ofGranting: user, by: me, people)
    case .bulk(let bulk):
      for user in bulk.allowed {
        if let refusal = refusal(ofGranting: user, by: me, people) { return refusal }
      }
      return nil
    case .list(let allowing, let allowed):
      return refusal(ofListing: allowing, allowed, by: me, people)
    case .me, .get, .revoke, .request: return nil
    }
  }

  private func refusal(
    ofGranting user: UserID, by me: Me, _ people: PeopleDirectory?
  ) -> RunError? {
    if user == me.id {
      return RunError(
        .refused,
        "\(me.email) cannot be granted leave to send as \(me.email): a person may always send as"
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
