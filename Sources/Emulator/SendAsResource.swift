/// Reading and removing under `/send_as/`, `/send_as/bulk/` and `/send_as/{id}/`.
///
/// The operations that take a body are in `SendAsResource+Granting`.
enum SendAsResource {
  @Sendable static func paths(_ rest: ArraySlice<Substring>) -> Router.Path? {
    guard let id = rest.first.map(String.init) else {
      return Router.Path(get: list, post: create, delete: deleteByUsers)
    }
    guard rest.count == 1 else { return nil }
    // Reserved: no association has this id.
    if id == "bulk" { return Router.Path(post: bulk) }
    return Router.Path(
      get: { call, state throws(Refusal) in
        .json(200, state.document(try visible(id, to: call.person, in: state)))
      },
      delete: { call, state throws(Refusal) in
        let row = try visible(id, to: call.person, in: state)
        guard row.allowing == call.person else {
          throw .plain(403, "Only the allowing user can delete a Send As association.")
        }
        state.revoke(row)
        return .noContent
      })
  }

  /// An association that the person is involved in; to anybody else it does not exist.
  private static func visible(
    _ id: String, to person: Roster.Index, in state: OrganizationState
  ) throws(Refusal) -> SendAsBook.Row {
    guard let row = state.book[id: id], row.allowing == person || row.allowed == person else {
      throw .noSuch("SendAs")
    }
    return row
  }

  /// One of the two filters must be the caller; without any, `allowing_user_id` is.
  @Sendable private static func list(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let me = state.roster[call.person].id
    let allowed = call.query["allowed_user_id"]
    let allowing = call.query["allowing_user_id"] ?? (allowed == nil ? me : nil)
    let rows: [SendAsBook.Row]
    if let allowing, let allowed {
      guard allowing == me || allowed == me else { throw notInvolved }
      rows = pair(allowing, allowed, in: state).map { [$0] } ?? []
    } else if allowing == me {
      rows = state.book.lent(by: call.person)
    } else if allowed == me {
      rows = state.book.borrowed(by: call.person)
    } else {
      throw notInvolved
    }
    // Neither `has_more` nor paging: Close's example has the one not, its spec lists not the other.
    return .json(200, ["data": .array(rows.map { state.document($0) })])
  }

  private static let notInvolved = Refusal.invalid(
    errors: ["Either allowing_user_id or allowed_user_id must be equal to your user ID."])

  private static func pair(
    _ allowing: String, _ allowed: String, in state: OrganizationState
  ) -> SendAsBook.Row? {
    guard let allowing = state.roster.person(withID: allowing),
      let allowed = state.roster.person(withID: allowed)
    else { return nil }
    return state.book[SendAsBook.Pair(allowing: allowing, allowed: allowed)]
  }

  /// Both parameters are needed: one alone must never mean "all of them".
  @Sendable private static func deleteByUsers(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let allowing = call.query["allowing_user_id"] ?? ""
    let allowed = call.query["allowed_user_id"] ?? ""
    var wrong = FieldErrors()
    if allowed.isEmpty { wrong.note("allowed_user_id", FieldErrors.required) }
    if allowing.isEmpty {
      wrong.note("allowing_user_id", FieldErrors.required)
    } else if allowing != state.roster[call.person].id {
      wrong.note("allowing_user_id", FieldErrors.notYou)
    }
    guard wrong.isEmpty else { throw .invalid(fields: wrong) }
    guard let row = pair(allowing, allowed, in: state) else { throw .noSuch("SendAs") }
    state.revoke(row)
    return .noContent
  }
}
