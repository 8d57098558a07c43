import CloseAPI
import Lua
import Runs

extension LibraryCatalog {
  /// Who may send email as whom.
  static let sendAs = sendAsReads + sendAsChanges + identities

  private static let sendAsReads = [me, list, get]

  private static let me = LibraryFunction(
    name: "sendas.me",
    summary: "Tells who the script is acting as.",
    parameters: [], style: .positional,
    returns: "a user: id, email, first_name, last_name, organization_id",
    returnTypes: "sendas.User", errors: commonErrors, suspends: true,
    example: #"print(sendas.me().email)"#,
    body: .swift { call in
      call.later {
        let identity = try await call.identity()
        guard case .me(let me) = try await call.perform(.me, as: identity) else { return [.nil] }
        return [.user(me, in: identity.organization)]
      }
    })

  private static let list = LibraryFunction(
    name: "sendas.list",
    summary: "Lists associations that I am part of; without arguments those where I allow.",
    parameters: [
      .optional("allowed_user_id", .user, "only those where this person may send"),
      .optional("allowing_user_id", .user, "only those where this person allows"),
    ], style: .named,
    returns: "a list of associations: id, allowing_user_id, allowed_user_id, organization_id",
    returnTypes: "sendas.Association[]", errors: commonErrors + ["wrong_identity", "unknown_user"],
    suspends: true,
    example:
      #"for _, association in ipairs(sendas.list{}) do print(association.allowed_user_id) end"#,
    body: .swift { call in
      call.later {
        let identity = try await call.identity()
        let allowed = try await call.user("allowed_user_id", for: identity)
        let allowing = try await call.user("allowing_user_id", for: identity)
        let outcome = try await call.perform(
          .list(allowing: allowing, allowed: allowed), as: identity)
        guard case .associations(let associations) = outcome else { return [.array([])] }
        return [.array(associations.map(LuaValue.association))]
      }
    })

  private static let get = LibraryFunction(
    name: "sendas.get",
    summary: "Gets one association by its id.",
    parameters: [.required("id", .association, "the association's id, or the association")],
    style: .positional,
    returns: "the association",
    returnTypes: "sendas.Association", errors: commonErrors + ["not_found"], suspends: true,
    example: #"""
      local first = sendas.list{}[1]
      if first then print(sendas.get(first.id).allowed_user_id) end
      """#,
    body: .swift { call in
      call.later {
        let id = AssociationID(rawValue: call.text("id") ?? "")
        let outcome = try await call.perform(.get(id), as: try await call.identity())
        guard case .association(let association) = outcome else { return [.nil] }
        return [.association(association)]
      }
    })
}
