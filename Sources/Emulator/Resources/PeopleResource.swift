/// `/me/`, `/user/` and `/user/{id}/`.
enum PeopleResource {
  @Sendable static func me(_ rest: ArraySlice<Substring>, _: WorldOptions) -> Router.Path? {
    guard rest.isEmpty else { return nil }
    return Router.Path(get: { call, state in .document(state.meDocument(call.person)) })
  }

  @Sendable static func users(_ rest: ArraySlice<Substring>, _: WorldOptions) -> Router.Path? {
    switch rest.count {
    case 0: return Router.Path(get: list)
    case 1:
      let id = rest.first.map(String.init) ?? ""
      return Router.Path(get: { call, state throws(Refusal) in
        guard let person = state.roster.person(withID: id) else { throw .noSuch("User") }
        return .document(state.userDocument(person))
      })
    default: return nil
    }
  }

  /// The members of the organisation; those who have left are only among its inactive memberships.
  @Sendable private static func list(
    _ call: Call, _ state: inout OrganizationState
  ) throws(Refusal) -> Answer {
    let page = try Page(call.query)
    let people = sorted(state.roster.active, by: call.query["_order_by"], in: state.roster)
    return .document(page.document(of: people.lazy.map { [state] in state.userDocument($0) }))
  }

  /// Close documents the two orders by name; without one the order is that of the world.
  private static func sorted(
    _ people: [Roster.Index], by order: String?, in roster: Roster
  ) -> [Roster.Index] {
    switch order {
    case "last_name,first_name":
      people.sorted { left, right in
        (roster[left].lastName, roster[left].firstName)
          < (roster[right].lastName, roster[right].firstName)
      }
    case "first_name,last_name":
      people.sorted { left, right in
        (roster[left].firstName, roster[left].lastName)
          < (roster[right].firstName, roster[right].lastName)
      }
    default: people
    }
  }
}
