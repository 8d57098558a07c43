import CloseAPI
import Lua

extension LibraryCatalog {
  /// Who belongs to the organization.
  static let memberships: [LibraryFunction] = [addMember, changeMember, deactivateMember]

  private static let errors =
    commonErrors + ["forbidden", "not_found", "invalid", "ambiguous", "refused"]

  private static let addMember = LibraryFunction(
    name: "organization.add_member",
    summary: "Makes somebody an active member, also one who had left.",
    parameters: [
      .required("email", .string, "the person's address"),
      .optional("role_id", .string, "their role, as \"user\" or \"role_…\""),
    ], style: .named,
    returns: "the membership: id, user_id, role_id, and what Close says besides",
    errors: errors, suspends: true,
    example:
      #"print(organization.add_member{ email = "nova@acme.test", role_id = "user" }.role_id)"#,
    body: .swift { call in
      var body: [(String, JSONValue)] = [("email", .string(call.text("email") ?? ""))]
      if let role = call.text("role_id") { body.append(("role_id", .string(role))) }
      return call.later { [body] in
        [try await call.answer(.post, "/membership/", body: .object(body), isRepeatable: true)]
      }
    })

  private static let changeMember = LibraryFunction(
    name: "organization.change_member",
    summary: "Changes somebody's role or settings in the organization.",
    parameters: [
      .required("membership", .object, "a membership or its id"),
      .required(
        "changes", .options, "by Close's names, as role_id or may_workflows_impersonate"),
    ], style: .positional,
    returns: "the membership as it is now",
    errors: errors, suspends: true,
    example: #"""
      local member = organization.members{}[2]
      print(organization.change_member(member, { role_id = "superuser" }).role_id)
      """#,
    body: .swift { call in
      let body = try JSONValue(call.arguments["changes"] ?? .nil)
      return call.later {
        [try await call.answer(.put, "/membership/\(call.text("membership") ?? "")/", body: body)]
      }
    })

  private static let deactivateMember = LibraryFunction(
    name: "organization.deactivate_member",
    summary: "Takes somebody out of the organization; their API key stops working.",
    parameters: [.required("membership", .object, "a membership or its id")],
    style: .positional,
    returns: "nothing",
    returnTypes: "", errors: errors, suspends: true,
    example: #"""
      local members = organization.members{}
      organization.deactivate_member(members[#members])
      """#,
    body: .swift { call in
      call.later {
        _ = try await call.answer(.delete, "/membership/\(call.text("membership") ?? "")/")
        return []
      }
    })
}
