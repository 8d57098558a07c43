extension LibraryCatalog {
  /// Many things at once; written in Lua, in `BatchPrelude.swift` and `PhasePrelude.swift`.
  static let batch: [LibraryFunction] = [each, map, phase]

  /// The options that `each` and `map` know.
  static let batchOptions = ["concurrency", "key", "on_error"]

  private static let parameters: [LibraryFunction.Parameter] = [
    .required("items", .items, "a list, or an iterator such as csv.rows gives"),
    .required("fn", .function, "called as fn(item, index) in a task of its own"),
    .optional(
      "options", .options,
      "concurrency (tasks at once, 10000), key (a function: what to call an item),"
        + " on_error (\"continue\": count failed items and go on; else the first error ends the batch)",
      names: batchOptions),
  ]

  private static let each = LibraryFunction(
    name: "batch.each",
    summary: "Calls a function for every item, all at once.",
    parameters: parameters, style: .positional,
    returns: "{ done = n, failed = { { index, key, item, error } … } }",
    returnTypes: "sendas.BatchResult",
    errors: ["whatever fn raises, unless on_error is \"continue\""], suspends: true,
    example: #"""
      local result = batch.each({ "grace@acme.test", "heidi@acme.test" }, function(email)
        sendas.grant(email)
      end, { on_error = "continue" })
      print(result.done, #result.failed)
      """#,
    body: .lua)

  private static let map = LibraryFunction(
    name: "batch.map",
    summary: "Calls a function for every item, all at once, and gathers what it returns.",
    parameters: parameters, style: .positional,
    returns:
      "the results in the order of the items, nil for failed ones; then what batch.each returns",
    returnTypes: "any[], sendas.BatchResult",
    errors: ["whatever fn raises, unless on_error is \"continue\""], suspends: true,
    example: #"""
      local names = batch.map({ "alice@acme.test", "grace@acme.test" }, function(email)
        return users.find(email).first_name
      end)
      print(table.concat(names, ", "))
      """#,
    body: .lua)

  private static let phase = LibraryFunction(
    name: "batch.phase",
    summary: "Calls a function and waits until all that it has started has ended: a barrier.",
    parameters: [
      .required("name", .string, "what to call it in the log and in the labels of its tasks"),
      .required("fn", .function, "called as fn()"),
    ], style: .positional,
    returns: "what fn returns",
    errors: ["whatever fn or a task that it has started raises"], suspends: true,
    example: #"""
      batch.phase("revoke first", function()
        task.spawn(function() sendas.revoke("bob@acme.test") end)
      end)
      batch.phase("then grant", function() sendas.grant("grace@acme.test") end)
      """#,
    body: .lua)
}
