import CloseAPI
import Lua

extension LibraryCatalog {
  /// What the organization consists of besides its people.
  static let directory: [LibraryFunction] = [groups, group, roles, accounts]

  private static let groups = LibraryFunction(
    name: "organization.groups",
    summary: "Lists the groups of the organization, without their members.",
    parameters: [], style: .positional,
    returns: "a list of tables: id, name, organization_id",
    errors: commonErrors, suspends: true,
    example: #"for _, group in ipairs(organization.groups()) do print(group.name) end"#,
    body: .swift { call in call.later { [try await call.entries("/group/")] } })

  private static let group = LibraryFunction(
    name: "organization.group",
    summary: "Gets one group with its members.",
    parameters: [.required("group", .object, "a group or its id")], style: .positional,
    returns: "a table: id, name, members as a list of tables with a user_id",
    errors: commonErrors + ["not_found"], suspends: true,
    example: #"""
      for _, group in ipairs(organization.groups()) do
        print(group.name, #organization.group(group).members)
      end
      """#,
    body: .swift { call in
      call.later { [try await call.answer(.get, "/group/\(call.text("group") ?? "")/")] }
    })

  private static let roles = LibraryFunction(
    name: "organization.roles",
    summary: "Lists the roles that people can have, Close's own and the organization's.",
    parameters: [], style: .positional,
    returns: "a list of tables: id, name, editable, permissions, and more",
    errors: commonErrors, suspends: true,
    example: #"for _, role in ipairs(organization.roles()) do print(role.id, role.name) end"#,
    body: .swift { call in call.later { [try await call.entries("/role/")] } })

  private static let accounts = LibraryFunction(
    name: "organization.accounts",
    summary: "Lists the connected accounts that I can use, also those that I may send as.",
    parameters: [.optional("user", .user, "only this person's")], style: .named,
    returns: "a list of tables: id, _type, user_id, identities, and more",
    errors: commonErrors + ["unknown_user"], suspends: true,
    example: #"""
      for _, account in ipairs(organization.accounts{}) do
        print(account._type, account.identities[1].email)
      end
      """#,
    body: .swift { call in
      call.later {
        let identity = try await call.identity()
        var query: ResourceQuery = [:]
        query["user_id"] = try await call.user("user", for: identity)?.rawValue
        return [try await call.entries("/connected_account/", query)]
      }
    })
}
