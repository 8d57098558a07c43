import CloseAPI
import Lua
import Runs

extension LibraryCatalog {
  /// The people of the organization.
  static let people: [LibraryFunction] = [find, get, each]

  private static let find = LibraryFunction(
    name: "users.find",
    summary: "Finds a person by email (case does not matter) or user id, active or not.",
    parameters: [.required("user", .user, "an email, an id or a user table")],
    style: .positional,
    returns: "a user: id, email, first_name, last_name, active; or nil for nobody",
    returnTypes: "sendas.User?", errors: commonErrors, suspends: true,
    example: #"print(users.find("grace@acme.test").first_name)"#,
    body: .swift { call in
      call.later {
        let person = try await call.engine.person(call.text("user") ?? "")
        return [person.map(LuaValue.person) ?? .nil]
      }
    })

  private static let get = LibraryFunction(
    name: "users.get",
    summary: "Gets one person with everything that Close says of them.",
    parameters: [.required("user", .user, "an email, an id or a user table")],
    style: .positional,
    returns: "a table: id, email, first_name, last_name, image, organizations, and more",
    errors: commonErrors + ["not_found", "unknown_user"], suspends: true,
    example: #"print(users.get("grace@acme.test").date_created)"#,
    body: .swift { call in
      call.later {
        let identity = try await call.identity()
        let id = try await call.user("user", for: identity)?.rawValue ?? ""
        return [try await call.answer(.get, "/user/\(id)/")]
      }
    })

  private static let each = LibraryFunction(
    name: "users.each",
    summary: "Goes through all people of the organization, the inactive ones last.",
    parameters: [], style: .positional,
    returns: "a function for `for`, which gives the next user each time",
    returnTypes: "fun(): sendas.User?", errors: commonErrors, suspends: true,
    example: #"for user in users.each() do print(user.email) end"#,
    body: .swift { call in
      call.later {
        let people = try await call.engine.allPeople()
        return [.function(iterator(over: people))]
      }
    })

  private static func iterator(over people: [Person]) -> LuaFunction {
    let place = Counter()
    return LuaFunction("users.each()") { _ in
      let index = place.next()
      return .values([index < people.count ? .person(people[index]) : .nil])
    }
  }
}
