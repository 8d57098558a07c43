extension SendAsResource {
  /// Grants to one person.
  @Sendable static func create(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let body = try call.body.get()
    let options = state.options
    var wrong = FieldErrors()
    try checkKeys(of: body, ["allowed_user_id", "allowing_user_id"], options, noting: &wrong)
    let isMissing = [nil, .null].contains(body["allowing_user_id"])
    if !(isMissing && options.missingGrantor == .caller),
      let allowing = text("allowing_user_id", of: body, noting: &wrong)
    {
      try checkGrantor(allowing, call, state, noting: &wrong)
    }
    var grantee: Roster.Index?
    if let allowed = text("allowed_user_id", of: body, noting: &wrong) {
      switch candidate(allowed, of: call.person, in: state) {
      case .success(let person): grantee = person
      case .failure(let objection):
        if objection.text == FieldErrors.unknownObject, options.unknownGrantee == .missing {
          throw .noSuch("User")
        }
        wrong.note("allowed_user_id", objection.text)
      }
    }
    guard wrong.isEmpty, let grantee else { throw .invalid(fields: wrong) }
    let pair = SendAsBook.Pair(allowing: call.person, allowed: grantee)
    if let existing = state.book[pair] {
      switch options.duplicateCreate {
      case .existing: break
      case .existingOK: return .json(200, state.document(existing))
      case .error: throw .invalid(errors: ["This Send As association already exists."])
      }
    }
    let row = state.grant(pair)
    return .created(state.document(row), at: "/api/v1/send_as/\(row.id)/")
  }

  /// Why a person cannot be named in a field.
  struct Objection: Error {
    let text: String
  }

  /// Somebody the grantor may let send as them.
  static func candidate(
    _ id: String, of grantor: Roster.Index, in state: OrganizationState
  ) -> Result<Roster.Index, Objection> {
    guard let person = state.roster.person(withID: id) else {
      return .failure(Objection(text: FieldErrors.unknownObject))
    }
    if person == grantor, state.options.selfGrant == .refused {
      return .failure(Objection(text: FieldErrors.yourself))
    }
    if state.roster[person].isInactive, state.options.inactiveGrantee == .refused {
      return .failure(Objection(text: FieldErrors.inactive))
    }
    return .success(person)
  }

  /// Close's newer payloads allow no other keys; its older ones ignore them.
  static func checkKeys(
    of body: JSONValue, _ known: [String], _ options: WorldOptions, noting wrong: inout FieldErrors
  ) throws(Refusal) {
    guard options.unknownKeys == .invalid, case .object(let members) = body else { return }
    for member in members where !known.contains(member.key) && member.key != "_params" {
      wrong.note(member.key, "Extra inputs are not permitted")
    }
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
}
