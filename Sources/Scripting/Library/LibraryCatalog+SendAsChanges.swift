import CloseAPI
import Lua
import Runs

extension LibraryCatalog {
  /// Who may send email as whom from now on.
  static let sendAsChanges = [grant, revoke, bulk, sync]

  private static let grant = LibraryFunction(
    name: "sendas.grant",
    summary: "Lets somebody send email as me. Granting twice is not an error.",
    parameters: [.required("allowed_user_id", .user, "who may send as me")],
    style: .either,
    returns: "the association; and whether this call made it",
    returnTypes: "sendas.Association, boolean",
    errors: commonErrors + ["unknown_user", "refused", "forbidden", "invalid", "ambiguous"],
    suspends: true,
    example: #"print(sendas.grant("grace@acme.test").id)"#,
    body: .swift { call in
      let word = call.text("allowed_user_id") ?? ""
      return try call.change { identity in
        call.engine.knownUserID(word, for: identity).map(Operation.Kind.grant)
      } asking: { identity in
        .grant(try await call.engine.userID(word, for: identity))
      } answer: { outcome in
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
    errors: commonErrors + ["unknown_user", "wrong_identity", "forbidden", "ambiguous"],
    suspends: true,
    example: #"print(sendas.revoke("grace@acme.test"))"#,
    body: .swift { call in
      let word = call.text("allowed_user_id") ?? ""
      return try call.change { identity in
        let named = try association(call, identity)
        let person = call.engine.knownUserID(word, for: identity)
        return (named ?? person.map(Operation.Revocation.person)).map(Operation.Kind.revoke)
      } asking: { identity in
        if let named = try association(call, identity) { return .revoke(named) }
        return .revoke(.person(try await call.engine.userID(word, for: identity)))
      } answer: { outcome in
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
    errors: commonErrors + ["unknown_user", "refused", "forbidden", "invalid", "ambiguous"],
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
    errors: commonErrors + ["unknown_user", "refused", "forbidden", "invalid", "ambiguous"],
    suspends: true,
    example: #"print(#sendas.sync({ "grace@acme.test", "heidi@acme.test" }).granted)"#,
    body: .swift { call in
      let prunes = try call.flag("prune")
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

  /// What is to go, where an association says it or its id.
  private static func association(
    _ call: LibraryCall, _ identity: Identity
  ) throws -> Operation.Revocation? {
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
    return nil
  }
}
