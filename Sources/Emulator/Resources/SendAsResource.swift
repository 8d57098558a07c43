/// Reading and removing under `/send_as/`, `/send_as/bulk/` and `/send_as/{id}/`.
///
/// The operations that take a body are in `SendAsResource+Granting` and `SendAsResource+Bulk`.
enum SendAsResource {
  @Sendable static func paths(
    _ rest: ArraySlice<Substring>, _ options: WorldOptions
  ) -> Router.Path? {
    guard let id = rest.first.map(String.init) else {
      return Router.Path(get: list, post: create, delete: deleteByUsers)
    }
    guard rest.count == 1 else { return nil }
    // Reserved: no association has this id.
    if id == "bulk" {
      let get = options.bulkGet == .missing ? noBulk : nil
      return Router.Path(get: get, post: bulk, pattern: "send_as/bulk")
    }
    return Router.Path(
      get: { call, state throws(Refusal) in
        guard let row = visible(id, to: call.person, in: state) else { throw .noSuch("SendAs") }
        return answer(state.document(row), state)
      },
      delete: { call, state throws(Refusal) in
        guard let row = visible(id, to: call.person, in: state) else { return try missing(state) }
        guard row.allowing == call.person else {
          guard state.options.deleteAsGrantee == .forbidden else { throw .noSuch("SendAs") }
          throw .plain(403, "Only the allowing user can delete a Send As association.")
        }
        state.revoke(row)
        return deleted(state)
      })
  }

  private static let noBulk: Router.Operation = { _, _ throws(Refusal) in throw .noSuch("SendAs") }

  /// What a delete is answered when it is done.
  private static func deleted(_ state: OrganizationState) -> Answer {
    switch state.options.deleteSuccess {
    case .noContent: .noContent
    case .empty: .empty(200)
    case .object: .json(200, [:])
    }
  }

  /// What a delete is answered where there is nothing.
  private static func missing(_ state: OrganizationState) throws(Refusal) -> Answer {
    guard state.options.deleteMissing == .done else { throw .noSuch("SendAs") }
    return deleted(state)
  }

  /// An association that the person is involved in; to anybody else it does not exist.
  private static func visible(
    _ id: String, to person: Roster.Index, in state: OrganizationState
  ) -> SendAsBook.Row? {
    guard let row = state.book[id: id], row.allowing == person || row.allowed == person,
      state.isShown(row)
    else { return nil }
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
    if allowing != me, allowed != me {
      switch state.options.foreignFilter {
      case .invalid: throw notInvolved
      case .forbidden:
        throw .plain(403, "You only have access to associations you are involved in.")
      case .empty: rows = []
      }
    } else if let allowing, let allowed {
      rows = pair(allowing, allowed, in: state).map { [$0] } ?? []
    } else if allowing == me {
      rows = state.book.lent(by: call.person)
    } else {
      rows = state.book.borrowed(by: call.person)
    }
    return answer(try listing(rows, call.query, state), state)
  }

  private static func answer(_ document: JSONValue, _ state: OrganizationState) -> Answer {
    state.options.sendAsPaging == .honoured ? .document(document) : .json(200, document)
  }

  /// `{"data":[…]}` as the options say: Close's example has no `has_more`, its spec no paging.
  static func listing(
    _ rows: [SendAsBook.Row], _ query: Query, _ state: OrganizationState
  ) throws(Refusal) -> JSONValue {
    let options = state.options
    var shown = options.inactiveGrants == .hidden ? rows.filter(state.isShown) : rows
    switch options.listOrder {
    case .insertion: break
    case .newest: shown.reverse()
    case .id: shown.sort { $0.id < $1.id }
    }
    var hasMore = false
    if options.sendAsPaging == .honoured {
      let page = try Page(query)
      // A list that cannot say that there is more must be whole unless a part was asked for.
      let isWhole = options.hasMore == .absent && query["_limit"] == nil
      let rest = shown.dropFirst(page.skip)
      hasMore = !isWhole && rest.count > page.limit
      shown = Array(isWhole ? rest : rest.prefix(page.limit))
    }
    let data = JSONValue.array(shown.map { state.document($0) })
    return options.hasMore == .present
      ? ["data": data, "has_more": .bool(hasMore)] : ["data": data]
  }

  private static let notInvolved = Refusal.invalid(
    errors: ["Either allowing_user_id or allowed_user_id must be equal to your user ID."])

  private static func pair(
    _ allowing: String, _ allowed: String, in state: OrganizationState
  ) -> SendAsBook.Row? {
    guard let allowing = state.roster.person(withID: allowing),
      let allowed = state.roster.person(withID: allowed)
    else { return nil }
    let row = state.book[SendAsBook.Pair(allowing: allowing, allowed: allowed)]
    return row.flatMap { state.isShown($0) ? $0 : nil }
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
    } else {
      try checkGrantor(allowing, call, state, noting: &wrong)
    }
    guard wrong.isEmpty else { throw .invalid(fields: wrong) }
    guard let row = pair(allowing, allowed, in: state) else { return try missing(state) }
    state.revoke(row)
    return deleted(state)
  }

  /// Only in one's own name can anything be changed.
  static func checkGrantor(
    _ id: String, _ call: Call, _ state: OrganizationState, noting wrong: inout FieldErrors
  ) throws(Refusal) {
    guard id != state.roster[call.person].id else { return }
    guard state.options.wrongGrantor == .invalid else {
      throw .plain(403, "allowing_user_id must be equal to your user ID.")
    }
    wrong.note("allowing_user_id", FieldErrors.notYou)
  }
}
