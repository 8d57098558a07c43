extension SendAsResource {
  /// Grants to one person.
  ///
  /// A pair that is already there is answered like a new one, with its id.
  @Sendable static func create(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let body = try call.body.get()
    var wrong = FieldErrors()
    let allowing = text("allowing_user_id", of: body, noting: &wrong)
    if let allowing, allowing != state.roster[call.person].id {
      wrong.note("allowing_user_id", FieldErrors.notYou)
    }
    var grantee: Roster.Index?
    if let allowed = text("allowed_user_id", of: body, noting: &wrong) {
      switch candidate(allowed, of: call.person, in: state) {
      case .success(let person): grantee = person
      case .failure(let objection): wrong.note("allowed_user_id", objection.text)
      }
    }
    guard wrong.isEmpty, let grantee else { throw .invalid(fields: wrong) }
    let row = state.grant(SendAsBook.Pair(allowing: call.person, allowed: grantee))
    return .json(201, state.document(row))
  }

  /// Grants to many and revokes from many at once: all or, if anything is wrong, nothing.
  @Sendable static func bulk(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let body = try call.body.get()
    var wrong = FieldErrors()
    let allowed = people("allowed_user_ids", of: body, noting: &wrong) { id in
      candidate(id, of: call.person, in: state)
    }
    let disallowed = people("disallowed_user_ids", of: body, noting: &wrong) { id in
      state.roster.person(withID: id).map { .success($0) }
        ?? .failure(Objection(text: FieldErrors.unknownObject))
    }
    guard wrong.isEmpty else { throw .invalid(fields: wrong) }
    guard Set(allowed).isDisjoint(with: disallowed) else {
      throw .invalid(errors: ["A user must not be both allowed and disallowed."])
    }
    for person in disallowed {
      let pair = SendAsBook.Pair(allowing: call.person, allowed: person)
      if let row = state.book[pair] { state.revoke(row) }
    }
    for person in allowed {
      _ = state.grant(SendAsBook.Pair(allowing: call.person, allowed: person))
    }
    let rows = state.book.lent(by: call.person)
    return .json(200, ["data": .array(rows.map { state.document($0) })])
  }

  /// Why a person cannot be named in a field.
  private struct Objection: Error {
    let text: String
  }

  /// Somebody the grantor may let send as them.
  private static func candidate(
    _ id: String, of grantor: Roster.Index, in state: OrganizationState
  ) -> Result<Roster.Index, Objection> {
    guard let person = state.roster.person(withID: id) else {
      return .failure(Objection(text: FieldErrors.unknownObject))
    }
    if person == grantor { return .failure(Objection(text: FieldErrors.yourself)) }
    if state.roster[person].isInactive { return .failure(Objection(text: FieldErrors.inactive)) }
    return .success(person)
  }

  private static func text(
    _ field: String, of body: JSONValue, noting wrong: inout FieldErrors
  ) -> String? {
    switch body[field] {
    case nil, .null, .string(""): wrong.note(field, FieldErrors.required)
    case .string(let text): return text
    default: wrong.note(field, FieldErrors.notText)
    }
    return nil
  }

  /// The people of a list; a key that is missing or null means an empty one.
  private static func people(
    _ field: String, of body: JSONValue, noting wrong: inout FieldErrors,
    _ find: (String) -> Result<Roster.Index, Objection>
  ) -> [Roster.Index] {
    var found: [Roster.Index] = []
    var objections: [(index: Int, text: String)] = []
    switch body[field] {
    case nil, .null: break
    case .array(let items):
      for (index, item) in items.enumerated() {
        guard case .string(let id) = item else {
          objections.append((index, FieldErrors.notText))
          continue
        }
        switch find(id) {
        case .success(let person): found.append(person)
        case .failure(let objection): objections.append((index, objection.text))
        }
      }
    default: wrong.note(field, FieldErrors.notList)
    }
    wrong.note(field, items: objections)
    return found
  }
}
