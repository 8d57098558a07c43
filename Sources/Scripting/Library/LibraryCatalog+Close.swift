import CloseAPI
import Lua
import Runs

extension LibraryCatalog {
  /// Everything else in Close.
  static let close: [LibraryFunction] = [getAny, postAny, putAny, deleteAny, eachOfAny]

  private static let errors =
    commonErrors + ["forbidden", "not_found", "invalid", "unexpected_answer"]
  private static let path = LibraryFunction.Parameter.required(
    "path", .string, "below /api/v1, as Close's documentation writes it: \"/lead/\"")
  private static let query = LibraryFunction.Parameter.optional(
    "query", .options, "parameters by name, as { _fields = { \"id\", \"name\" } }; lists are joined"
  )
  private static let body = LibraryFunction.Parameter.optional(
    "body", .any, "what is sent as JSON")
  private static let zone = LibraryFunction.Parameter.optional(
    "options", .options, "tz_offset: the time zone of dates, in hours from UTC",
    names: ["tz_offset"])

  private static let getAny = LibraryFunction(
    name: "close.get",
    summary: "Reads any resource of Close, besides Send As.",
    parameters: [path, query, zone], style: .positional,
    returns: "the answer, as json.decode gives it",
    errors: errors, suspends: true,
    example: #"print(close.get("/me/").email)"#,
    body: .swift { call in try answer(call, .get) })

  private static let postAny = LibraryFunction(
    name: "close.post",
    summary: "Sends a POST to any resource of Close, besides Send As; it is never sent twice.",
    parameters: [
      path, body,
      .optional(
        "options", .options,
        "reads (true: it changes nothing, as with searches), query, tz_offset",
        names: ["reads", "query", "tz_offset"]),
    ], style: .positional,
    returns: "the answer, or nil where it has no body",
    errors: errors + ["ambiguous"], suspends: true,
    example: #"""
      local ok, err = pcall(close.post, "/lead/", { name = "Bluth Company" })
      print(ok, ok or err.kind)
      """#,
    body: .swift { call in try answer(call, .post) })

  private static let putAny = LibraryFunction(
    name: "close.put",
    summary: "Changes fields of any resource of Close, besides Send As.",
    parameters: [path, body, zone], style: .positional,
    returns: "the answer, or nil where it has no body",
    errors: errors + ["ambiguous"], suspends: true,
    example: #"""
      local ok, err = pcall(close.put, "/lead/lead_1/", { name = "Bluth Company" })
      print(ok, ok or err.kind)
      """#,
    body: .swift { call in try answer(call, .put) })

  private static let deleteAny = LibraryFunction(
    name: "close.delete",
    summary: "Deletes any resource of Close, besides Send As.",
    parameters: [path], style: .positional,
    returns: "the answer, or nil where it has no body",
    errors: errors + ["ambiguous"], suspends: true,
    example: #"""
      local ok, err = pcall(close.delete, "/lead/lead_1/")
      print(ok, ok or err.kind)
      """#,
    body: .swift { call in try answer(call, .delete) })

  private static let eachOfAny = LibraryFunction(
    name: "close.each",
    summary: "Goes through a list of any resource of Close, page by page as it is used.",
    parameters: [path, query, zone], style: .positional,
    returns: "a function for `for`, which gives the next entry each time",
    errors: errors, suspends: true,
    example: #"for user in close.each("/user/", { _limit = 10 }) do print(user.email) end"#,
    body: .swift { call in
      let list = ResourceList(try ResourcePager(try request(call, .get)))
      let step = LuaFunction("close.each()", suspends: true) { lua in
        let step = LibraryCall(
          function: "close.each()", context: call.context, bound: call.bound,
          arguments: NamedArguments(), lua: lua)
        return step.later { [try await list.next(step).map { LuaValue($0) } ?? .nil] }
      }
      return .values([.function(step)])
    })

  private static func answer(
    _ call: LibraryCall, _ method: ResourceRequest.Method
  ) throws -> LuaAnswer {
    let request = try request(call, method)
    return call.later { [try await call.send(request).map { LuaValue($0) } ?? .nil] }
  }

  private static func request(
    _ call: LibraryCall, _ method: ResourceRequest.Method
  ) throws -> ResourceRequest {
    let path = try ResourcePath(call.text("path") ?? "")
    guard !path.isSendAs else { throw typed(call.function, path, method) }
    let options = call.arguments["options"] ?? .nil
    let query = call.arguments["query"] ?? options["query"]
    var request = ResourceRequest(method, path)
    if !query.isNil { request.query = try ResourceQuery(json: JSONValue(query)) }
    if let body = call.arguments["body"] { request.body = try JSONValue(body) }
    request.isDeclaredRead = try call.flag("reads")
    request.timezoneOffset = options["tz_offset"].numberValue
    return request
  }

  /// Send As has guards that a request of any kind would go around.
  private static func typed(
    _ function: String, _ path: ResourcePath, _ method: ResourceRequest.Method
  ) -> LuaError {
    let parts = path.description.split(separator: "/")
    let name =
      switch method {
      case .get: parts.count > 1 ? "get" : "list"
      case .post: parts.count > 1 ? "bulk" : "grant"
      case .put: "grant or sendas.revoke (there is nothing to change about an association)"
      case .delete: "revoke"
      }
    return LuaError(
      kind: .badArgument,
      message: "\(function) does not take paths under /send_as/; use"
        + " sendas.\(name)")
  }
}
