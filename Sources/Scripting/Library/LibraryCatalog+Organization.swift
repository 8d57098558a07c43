import CloseAPI
import Lua
import Runs

extension LibraryCatalog {
  /// The organization that the script acts in.
  static let organization: [LibraryFunction] =
    [getOrganization, members] + memberships + directory

  private static let getOrganization = LibraryFunction(
    name: "organization.get",
    summary: "Tells about the organization that the script acts in.",
    parameters: [], style: .positional,
    returns: "a table: id, name, and what Close says besides, but for the memberships",
    errors: commonErrors, suspends: true,
    example: #"print(organization.get().name)"#,
    body: .swift { call in
      call.later {
        let organization = try await organization(call)
        var fields: [LuaValue.Field] = [
          .init("id", .string(organization.id.rawValue)), .init("name", .string(organization.name)),
        ]
        fields += others(organization.other)
        return [.table(fields)]
      }
    })

  private static let members = LibraryFunction(
    name: "organization.members",
    summary: "Lists the memberships of the organization.",
    parameters: [
      .optional("inactive", .any, "true: also those that were deactivated, after the others")
    ], style: .named,
    returns:
      "a list of tables: id, user_id, email, first_name, last_name, role_id, active, and more",
    errors: commonErrors, suspends: true,
    example: #"""
      for _, member in ipairs(organization.members{ inactive = true }) do
        print(member.email, member.active)
      end
      """#,
    body: .swift { call in
      let inactive = try call.flag("inactive")
      return call.later {
        let organization = try await organization(call)
        let active = organization.members.map { member($0, isActive: true) }
        let others = organization.inactiveMembers.map { member($0, isActive: false) }
        return [.array(inactive ? active + others : active)]
      }
    })

  private static func organization(_ call: LibraryCall) async throws -> Organization {
    let id = try await call.identity().organization
    let path = try ResourcePath("/organization/\(id)/")
    return try Organization(json: try await call.send(ResourceRequest(.get, path)) ?? .null)
  }

  private static func member(_ member: Member, isActive: Bool) -> LuaValue {
    var fields: [LuaValue.Field] = [
      .init("id", .string(member.membershipID.rawValue)),
      .init("user_id", .string(member.userID.rawValue)), .init("email", .string(member.email)),
      .init("first_name", .string(member.firstName)), .init("last_name", .string(member.lastName)),
      .init("active", .bool(isActive)),
    ]
    if let role = member.roleID { fields.append(.init("role_id", .string(role))) }
    return .table(fields + others(member.other))
  }

  private static func others(_ members: [String: JSONValue]) -> [LuaValue.Field] {
    members.sorted { $0.key < $1.key }.map { .init($0.key, LuaValue($0.value)) }
  }
}
