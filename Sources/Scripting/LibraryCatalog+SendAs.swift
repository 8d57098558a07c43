import CloseAPI
import Lua
import Runs

extension LibraryCatalog {
  /// Who may send email as whom.
  static let sendAs: [LibraryFunction] = [
    me, list, get, grant, revoke, bulk, sync, actAs, identities, preflight,
  ]

  private static let common = [
    "unauthorized", "no_credential", "connection", "timeout", "unavailable",
  ]

  private static let me = LibraryFunction(
    name: "sendas.me",
    summary: "Tells who the script is acting as.",
    parameters: [], style: .positional,
    returns: "a user: id, email, first_name, last_name, organization_id",
    returnTypes: "sendas.User", errors: common, suspends: true,
    example: #"print(sendas.me().email)"#,
    body: .swift { call in
      call.later {
        let identity = try await call.identity()
        _ = try await call.perform(.me, as: identity)
        return [.user(identity)]
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
    returnTypes: "sendas.Association[]", errors: common + ["wrong_identity", "unknown_user"],
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
    returnTypes: "sendas.Association", errors: common + ["not_found"], suspends: true,
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

  private static let grant = LibraryFunction(
    name: "sendas.grant",
    summary: "Lets somebody send email as me. Granting twice is not an error.",
    parameters: [.required("allowed_user_id", .user, "who may send as me")],
    style: .either,
    returns: "the association; and whether this call made it",
    returnTypes: "sendas.Association, boolean",
    errors: common + ["unknown_user", "refused", "forbidden", "invalid", "ambiguous"],
    suspends: true,
    example: #"print(sendas.grant("grace@acme.test").id)"#,
    body: .swift { call in
      call.later {
        let identity = try await call.identity()
        guard let user = try await call.user("allowed_user_id", for: identity) else {
          return [.nil]
        }
        let outcome = try await call.perform(.grant(user), as: identity)
        guard case .granted(let association, let isNew) = outcome else { return [.nil] }
        return [.association(association), .bool(isNew)]
      }
    })

  private static let revoke = LibraryFunction(
    name: "sendas.revoke",
    summary: "Takes back somebody's permission to send email as me.",
    parameters: [
      .required("allowed_user_id", .userOrAssociation, "who may no longer send as me")
    ],
    style: .either,
    returns: "true, or false where there was nothing to revoke",
    returnTypes: "boolean",
    errors: common + ["unknown_user", "wrong_identity", "forbidden", "ambiguous"],
    suspends: true,
    example: #"print(sendas.revoke("grace@acme.test"))"#,
    body: .swift { call in
      call.later {
        let identity = try await call.identity()
        let revocation = try await revocation(call, identity)
        let outcome = try await call.perform(.revoke(revocation), as: identity)
        guard case .revoked(let was) = outcome else { return [.nil] }
        return [.bool(was)]
      }
    })

  private static let bulk = LibraryFunction(
    name: "sendas.bulk",
    summary: "Allows and disallows many people in one request of its own.",
    parameters: [
      .optional("allowed_user_ids", .users, "who may send as me"),
      .optional("disallowed_user_ids", .users, "who may no longer send as me"),
    ], style: .named,
    returns: "all my associations afterwards",
    returnTypes: "sendas.Association[]",
    errors: common + ["unknown_user", "refused", "forbidden", "invalid", "ambiguous"],
    suspends: true,
    example: #"print(#sendas.bulk{ allowed_user_ids = { "grace@acme.test", "heidi@acme.test" } })"#,
    body: .swift { call in
      call.later {
        let identity = try await call.identity()
        var allowed: [UserID] = []
        var disallowed: [UserID] = []
        for word in call.texts("allowed_user_ids") {
          allowed.append(try await call.engine.userID(word, for: identity))
        }
        for word in call.texts("disallowed_user_ids") {
          disallowed.append(try await call.engine.userID(word, for: identity))
        }
        let change = try BulkChange(allowed: allowed, disallowed: disallowed)
        let outcome = try await call.perform(.bulk(change), as: identity)
        guard case .replaced(let associations, _, _) = outcome else { return [.nil] }
        return [.array(associations.map(LuaValue.association))]
      }
    })

  private static let sync = LibraryFunction(
    name: "sendas.sync",
    summary: "Grants what is missing from a list of people; with prune revokes everybody else.",
    parameters: [
      .required("users", .users, "who may send as me"),
      .optional(
        "options", .options, "prune = true also revokes those who are not in the list",
        names: ["prune"]),
    ], style: .positional,
    returns: "a table of lists of user ids: granted, revoked, unchanged",
    errors: common + ["unknown_user", "refused", "forbidden", "invalid", "ambiguous"],
    suspends: true,
    example: #"print(#sendas.sync({ "grace@acme.test", "heidi@acme.test" }).granted)"#,
    body: .swift { call in
      let prunes = try pruning(call.arguments["options"] ?? .nil)
      return call.later {
        let identity = try await call.identity()
        var users: [UserID] = []
        for word in call.texts("users") {
          let user = try await call.engine.userID(word, for: identity)
          if !users.contains(user) { users.append(user) }
        }
        let outcome = try await call.perform(.sync(users, prune: prunes), as: identity)
        guard case .synced(let granted, let revoked, let unchanged) = outcome else {
          return [.nil]
        }
        func list(_ users: [UserID]) -> LuaValue { .array(users.map { .string($0.rawValue) }) }
        return [
          .table([
            .init("granted", list(granted)), .init("revoked", list(revoked)),
            .init("unchanged", list(unchanged)),
          ])
        ]
      }
    })

  private static func pruning(_ options: LuaValue) throws(LuaError) -> Bool {
    switch options["prune"] {
    case .nil: return false
    case .bool(let prunes): return prunes
    default:
      throw LuaError(kind: .badArgument, message: "sendas.sync takes true or false as 'prune'")
    }
  }

  private static let actAs = LibraryFunction(
    name: "sendas.as",
    summary:
      "Gives the same functions, acting as another person for whom a credential is configured.",
    parameters: [
      .required("identity", .identity, "a configured name, or the person's email or user id")
    ], style: .positional,
    returns: "a table with me, list, get, grant, revoke, bulk and sync",
    returnTypes: "sendas.Functions", errors: common + ["wrong_identity", "refused"], suspends: true,
    example: #"print(sendas.as("grace@acme.test").me().email)"#,
    body: .swift { call in
      call.later {
        let identity = try await call.engine.identity(call.text("identity") ?? "")
        return [call.context.bound.table(for: identity, call.context)]
      }
    })

  private static let identities = LibraryFunction(
    name: "sendas.identities",
    summary: "Lists all configured identities.",
    parameters: [], style: .positional,
    returns: "a list of tables: name, and email and id as far as they are known",
    returnTypes: "sendas.Identity[]", errors: [], suspends: true,
    example: #"for _, identity in ipairs(sendas.identities()) do print(identity.name) end"#,
    body: .swift { call in
      call.later {
        let candidates = await call.engine.candidates()
        return [.array(candidates.map(LuaValue.candidate))]
      }
    })

  private static let preflight = LibraryFunction(
    name: "sendas.preflight",
    summary: "Proves the credential of each person before anything is changed.",
    parameters: [
      .required("identities", .identities, "configured names, emails or user ids")
    ], style: .positional,
    returns: "a list of the users; one error names all that are missing or wrong",
    returnTypes: "sendas.User[]", errors: common + ["wrong_identity"], suspends: true,
    example: #"sendas.preflight{ "alice@acme.test", "grace@acme.test" }"#,
    body: .swift { call in
      call.later {
        let identities = try await call.engine.preflight(call.texts("identities"))
        return [.array(identities.map(LuaValue.user))]
      }
    })

  private static func revocation(
    _ call: LibraryCall, _ identity: Identity
  ) async throws -> Operation.Revocation {
    if case .table(let fields)? = call.arguments["allowed_user_id"] {
      let association = LuaValue.table(fields)
      let allowing = association["allowing_user_id"].text
      guard allowing == nil || allowing == identity.id.rawValue else {
        throw RunError(
          .wrongIdentity,
          "this association was granted by \(allowing ?? ""), and only that person can revoke it;"
            + " call sendas.as(\"\(allowing ?? "")\").revoke(…)")
      }
      if let user = association["allowed_user_id"].text { return .person(UserID(rawValue: user)) }
      return .association(AssociationID(rawValue: association["id"].text ?? ""))
    }
    let word = call.text("allowed_user_id") ?? ""
    if word.hasPrefix("sdas_"), !word.contains("@") {
      return .association(AssociationID(rawValue: word))
    }
    return .person(try await call.engine.userID(word, for: identity))
  }
}
