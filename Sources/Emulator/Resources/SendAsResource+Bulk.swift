extension SendAsResource {
  /// What one list of a bulk edit says: whom it names, and what is wrong with the rest.
  private struct BulkList {
    let field: String
    /// The people, and where in the list they stand.
    var people: [(index: Int, person: Roster.Index)] = []
    var objections: [(index: Int, text: String)] = []
  }

  /// Grants to many and revokes from many at once: all or, if anything is wrong, nothing.
  ///
  /// It answers with everything the caller lends afterwards.
  @Sendable static func bulk(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let body = try call.body.get()
    var wrong = FieldErrors()
    try checkKeys(
      of: body, ["allowed_user_ids", "disallowed_user_ids"], state.options, noting: &wrong)
    var allowed = list("allowed_user_ids", of: body, state.options, noting: &wrong) { id in
      candidate(id, of: call.person, in: state)
    }
    var disallowed = list("disallowed_user_ids", of: body, state.options, noting: &wrong) { id in
      state.roster.person(withID: id).map { .success($0) }
        ?? .failure(Objection(text: FieldErrors.unknownObject))
    }
    guard wrong.isEmpty else { throw .invalid(fields: wrong) }
    if let refusal = refusal(of: [allowed, disallowed], state.options) {
      if state.options.bulkAtomicity == .partial {
        // As a server does that works through the lists, people allowed first, until one is bad.
        let end = allowed.objections.first?.index ?? .max
        allowed.people.removeAll { $0.index > end }
        let other = allowed.objections.isEmpty ? disallowed.objections.first?.index ?? .max : -1
        disallowed.people.removeAll { $0.index > other }
        carryOut(allowed, disallowed, by: call.person, on: &state)
      }
      throw refusal
    }
    let both = Set(allowed.people.map(\.person)).intersection(disallowed.people.map(\.person))
    if !both.isEmpty {
      switch state.options.bulkConflict {
      case .error: throw .invalid(errors: ["A user must not be both allowed and disallowed."])
      case .disallowWins: allowed.people.removeAll { both.contains($0.person) }
      case .allowWins: disallowed.people.removeAll { both.contains($0.person) }
      }
    }
    carryOut(allowed, disallowed, by: call.person, on: &state)
    return .json(200, try listing(state.book.lent(by: call.person), Query(""), state))
  }

  private static func carryOut(
    _ allowed: BulkList, _ disallowed: BulkList, by person: Roster.Index,
    on state: inout OrganizationState
  ) {
    for (_, other) in disallowed.people {
      if let row = state.book[SendAsBook.Pair(allowing: person, allowed: other)] {
        state.revoke(row)
      }
    }
    for (_, other) in allowed.people {
      _ = state.grant(SendAsBook.Pair(allowing: person, allowed: other))
    }
  }

  private static func refusal(of lists: [BulkList], _ options: WorldOptions) -> Refusal? {
    let bad = lists.filter { !$0.objections.isEmpty }
    guard let first = bad.first?.objections.first else { return nil }
    var wrong = FieldErrors()
    switch options.bulkBadID {
    case .skipped: return nil
    case .plain: return .plain(400, first.text)
    case .flat: for list in bad { wrong.note(list.field, list.objections[0].text) }
    case .nested: for list in bad { wrong.note(list.field, items: list.objections) }
    }
    return .invalid(fields: wrong)
  }

  private static func list(
    _ field: String, of body: JSONValue, _ options: WorldOptions,
    noting wrong: inout FieldErrors, _ find: (String) -> Result<Roster.Index, Objection>
  ) -> BulkList {
    var list = BulkList(field: field)
    switch body[field] {
    case nil where options.bulkMissingKey == .invalid: wrong.note(field, FieldErrors.required)
    case nil, .null: break
    case .array(let items):
      if options.bulkLimit > 0, items.count > options.bulkLimit {
        wrong.note(field, "List is too long.")
      }
      for (index, item) in items.enumerated() {
        guard case .string(let id) = item else {
          list.objections.append((index, FieldErrors.notText))
          continue
        }
        switch find(id) {
        case .success(let person): list.people.append((index, person))
        case .failure(let objection): list.objections.append((index, objection.text))
        }
      }
    default: wrong.note(field, FieldErrors.notList)
    }
    return list
  }
}
