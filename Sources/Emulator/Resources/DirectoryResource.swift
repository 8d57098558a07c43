/// The lists beside people: `/group/`, `/role/` and `/connected_account/`, and their objects by id.
enum DirectoryResource {
  @Sendable static func groups(_ rest: ArraySlice<Substring>, _: WorldOptions) -> Router.Path? {
    paths(
      rest, "Group",
      list: { state, _ in
        state.surroundings.groups.map { state.groupDocument($0, withMembers: false) }
      }
    ) { state, _ in
      state.surroundings.groups.map { state.groupDocument($0, withMembers: true) }
    }
  }

  @Sendable static func roles(_ rest: ArraySlice<Substring>, _: WorldOptions) -> Router.Path? {
    paths(rest, "Role", list: { state, _ in state.roleDocuments })
  }

  /// The accounts that the caller can use: their own and those of people who let them send as them.
  @Sendable static func accounts(_ rest: ArraySlice<Substring>, _: WorldOptions) -> Router.Path? {
    paths(
      rest, "ConnectedAccount",
      list: { state, call in
        let lenders = state.book.borrowed(by: call.person).filter(state.isShown).map(\.allowing)
        let people = ([call.person] + lenders).filter { !state.roster[$0].isInactive }
        let asked = call.query["user_id"]
        return people.filter { asked == nil || state.roster[$0].id == asked }
          .map { state.accountDocument($0) }
      })
  }

  private typealias Objects = @Sendable (OrganizationState, Call) -> [JSONValue]

  /// A list, and its objects by id, which may show more of each.
  private static func paths(
    _ rest: ArraySlice<Substring>, _ model: String, list: @escaping Objects,
    details: Objects? = nil
  ) -> Router.Path? {
    guard let id = rest.first.map(String.init) else {
      return Router.Path(get: { call, state throws(Refusal) in
        .document(try Page(call.query).document(of: list(state, call)))
      })
    }
    guard rest.count == 1 else { return nil }
    return Router.Path(get: { call, state throws(Refusal) in
      let objects = (details ?? list)(state, call)
      guard let object = objects.first(where: { $0["id"] == .string(id) }) else {
        throw .noSuch(model)
      }
      return .document(object)
    })
  }
}

extension OrganizationState {
  fileprivate func groupDocument(
    _ group: World.Surroundings.Group, withMembers: Bool
  ) -> JSONValue {
    var members: [JSONValue.Member] = [.init(key: "id", value: .string(group.id))]
    if withMembers {
      let people = group.members.compactMap { roster.person(withEmail: $0) }
      let rows = people.map { index -> JSONValue in ["user_id": .string(roster[index].id)] }
      members.append(.init(key: "members", value: .array(rows)))
    }
    members.append(.init(key: "name", value: .string(group.name)))
    members.append(.init(key: "organization_id", value: .string(organization.id)))
    return .object(members)
  }

  /// Close's own four, which cannot be edited, and those of the world.
  fileprivate var roleDocuments: [JSONValue] {
    let own = [
      ("admin", "Admin", ["bulk_edit", "export", "manage_organization"]),
      ("superuser", "Super User", ["bulk_edit", "export"]),
      ("user", "User", ["bulk_edit"]), ("restricteduser", "Restricted User", []),
    ]
    return own.map { roleDocument($0.0, $0.1, $0.2, isEditable: false) }
      + surroundings.roles.map { roleDocument($0.id, $0.name, $0.permissions, isEditable: true) }
  }

  private func roleDocument(
    _ id: String, _ name: String, _ permissions: [String], isEditable: Bool
  ) -> JSONValue {
    [
      "editable": .bool(isEditable), "id": .string(id), "name": .string(name),
      "organization_id": .string(organization.id),
      "permissions": .array(permissions.map(JSONValue.string)),
      "visibility_user_lcf_behavior": nil, "visibility_user_lcf_ids": [],
    ]
  }
}
