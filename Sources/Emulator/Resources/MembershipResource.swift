import FoundationEssentials

/// `/membership/` and `/membership/{id}/`: who is in the organisation.
///
/// There is no list.
enum MembershipResource {
  @Sendable static func paths(_ rest: ArraySlice<Substring>, _: WorldOptions) -> Router.Path? {
    guard let id = rest.first.map(String.init) else {
      return Router.Path(post: ensure, put: updateMany)
    }
    guard rest.count == 1 else { return nil }
    return Router.Path(
      put: { call, state throws(Refusal) in
        try requireManager(call, state)
        let index = try find(id, in: state)
        let changed = try edited(state.roster[index], by: try call.body.get(), in: state)
        state.set(index, to: changed)
        return .document(state.ownMembershipDocument(index))
      },
      delete: { call, state throws(Refusal) in
        try requireManager(call, state)
        let index = try find(id, in: state)
        var person = state.roster[index]
        person.isInactive = true
        state.set(index, to: person)
        return .empty(200)
      })
  }

  /// Sees to it that somebody is an active member: they come back, or they are new.
  @Sendable private static func ensure(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let body = try call.body.get()
    try requireManager(call, state)
    var wrong = FieldErrors()
    var email = ""
    switch body["email"] {
    case nil, .null: wrong.note("email", FieldErrors.required)
    case .string(let text) where WorldRules.isEmail(text): email = text
    case .string: wrong.note("email", "Invalid email address.")
    default: wrong.note("email", FieldErrors.notText)
    }
    let role = role(of: body, in: state, noting: &wrong) ?? "user"
    guard wrong.isEmpty else { throw .invalid(fields: wrong) }
    guard let index = state.roster.person(withEmail: email) else {
      let name = email.prefix { $0 != "@" }.split(separator: ".").map(\.capitalized)
      let index = state.add(
        World.Person(
          email: email, firstName: name.first ?? email,
          lastName: name.dropFirst().joined(separator: " "), apiKey: CloseID.apiKey(email: email),
          role: role))
      return .json(200, state.ownMembershipDocument(index))
    }
    var person = state.roster[index]
    if person.isInactive {
      person.isInactive = false
      person.role = role
      state.set(index, to: person)
    }
    return .json(200, state.ownMembershipDocument(index))
  }

  /// `PUT /membership/` with `{"_params":{"id__in":"memb_A,memb_B"},…}`: all or nothing.
  @Sendable private static func updateMany(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let body = try call.body.get()
    try requireManager(call, state)
    let asked = body["_params"].map(Query.init(parameters:)) ?? call.query
    guard let ids = asked["id__in"]?.split(separator: ","), !ids.isEmpty else {
      throw .invalid(errors: ["id__in is required to edit several memberships."])
    }
    var changed: [(index: Roster.Index, person: World.Person)] = []
    for id in Set(ids) {
      let index = try find(String(id), in: state)
      changed.append((index, try edited(state.roster[index], by: body, in: state)))
    }
    for (index, person) in changed { state.set(index, to: person) }
    return .json(200, ["count": .integer(changed.count)])
  }

  private static func edited(
    _ person: World.Person, by body: JSONValue, in state: OrganizationState
  ) throws(Refusal) -> World.Person {
    var changed = person
    var wrong = FieldErrors()
    if let role = role(of: body, in: state, noting: &wrong) { changed.role = role }
    for key in MembershipSettings.keys {
      guard let value = body[key] else { continue }
      if let objection = MembershipSettings.objection(to: value, for: key) {
        wrong.note(key, objection)
      }
      changed.membership.removeAll { $0.key == key }
      changed.membership.append(JSONValue.Member(key: key, value: value))
    }
    guard wrong.isEmpty else { throw .invalid(fields: wrong) }
    changed.membership.sort { $0.key < $1.key }
    return changed
  }

  private static func role(
    of body: JSONValue, in state: OrganizationState, noting wrong: inout FieldErrors
  ) -> String? {
    switch body["role_id"] {
    case nil, .null: return nil
    case .string(let id):
      if WorldRules.roles.contains(id) || state.surroundings.roles.contains(where: { $0.id == id })
      {
        return id
      }
      wrong.note("role_id", FieldErrors.unknownObject)
    default: wrong.note("role_id", FieldErrors.notText)
    }
    return nil
  }

  private static func find(
    _ id: String, in state: OrganizationState
  ) throws(Refusal) -> Roster.Index {
    guard let index = state.roster.person(withMembership: id) else { throw .noSuch("Membership") }
    return index
  }

  /// Only who may manage the organisation: administrators, and roles with that permission.
  private static func requireManager(
    _ call: Call, _ state: OrganizationState
  ) throws(Refusal) {
    let role = state.roster[call.person].role
    let permissions = state.surroundings.roles.first { $0.id == role }?.permissions ?? []
    guard role == "admin" || permissions.contains("manage_organization") else {
      throw .plain(403, "You don't have permission to manage the organization.")
    }
  }
}
