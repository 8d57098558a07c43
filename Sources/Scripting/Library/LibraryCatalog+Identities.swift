import CloseAPI
import Lua
import Runs

extension LibraryCatalog {
  /// In whose name a script acts.
  static let identities = [actAs, listIdentities, preflight]

  private static let actAs = LibraryFunction(
    name: "sendas.as",
    summary:
      "Gives the same functions, acting as another person for whom a credential is configured.",
    parameters: [
      .required("identity", .identity, "a configured name, or the person's email or user id")
    ], style: .positional,
    returns: "a table with me, list, get, grant, revoke, bulk and sync",
    returnTypes: "sendas.Functions", errors: commonErrors + ["wrong_identity", "refused"],
    suspends: true,
    example: #"print(sendas.as("grace@acme.test").me().email)"#,
    body: .swift { call in
      let word = call.text("identity") ?? ""
      return call.later {
        let identity = try await call.engine.identity(word)
        return [call.context.bound.table(for: identity, call.context)]
      }
    })

  private static let listIdentities = LibraryFunction(
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
    returnTypes: "sendas.User[]", errors: commonErrors + ["wrong_identity"], suspends: true,
    example: #"sendas.preflight{ "alice@acme.test", "grace@acme.test" }"#,
    body: .swift { call in
      call.later {
        let identities = try await call.engine.preflight(call.texts("identities"))
        return [.array(identities.map { .user($0.me, in: $0.organization) })]
      }
    })
}
