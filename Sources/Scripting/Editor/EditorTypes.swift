/// What the library's values look like to lua-language-server.
enum EditorTypes {
  /// A class: a table with these fields; a `?` marks one that may be missing.
  struct Class {
    let name: String
    let summary: String
    let fields: [(name: String, type: String)]
  }

  static let classes = [
    Class(
      name: "sendas.User", summary: "A person.",
      fields: [
        ("id", "string"), ("email", "string"), ("first_name", "string"), ("last_name", "string"),
        ("organization_id?", "string"), ("active?", "boolean"),
      ]),
    Class(
      name: "sendas.Association", summary: "One permission: who lets whom send as them.",
      fields: [
        ("id", "string"), ("allowing_user_id", "string"), ("allowed_user_id", "string"),
        ("organization_id?", "string"),
      ]),
    Class(
      name: "sendas.Identity", summary: "Somebody with a credential, as far as they are known.",
      fields: [("name", "string"), ("email?", "string"), ("id?", "string")]),
    Class(
      name: "sendas.Failure", summary: "An item of a batch that failed.",
      fields: [("index", "integer"), ("key", "string"), ("item", "any"), ("error", "sendas.Error")]),
    Class(
      name: "sendas.BatchResult", summary: "What came of a batch.",
      fields: [("done", "integer"), ("failed", "sendas.Failure[]")]),
    Class(
      name: "sendas.Error", summary: "What failed calls raise.",
      fields: [
        ("kind", "string"), ("message", "string"), ("retryable?", "boolean"),
        ("status?", "integer"), ("field_errors?", "table"), ("operation?", "string"),
        ("identity?", "string"), ("where?", "string"), ("item?", "string"),
      ]),
    Class(
      name: "sendas.TestRun", summary: "What came of a script that a test has run.",
      fields: [
        ("status", "integer"), ("prints", "string[]"), ("logs", "string[]"),
        ("failures", "{ name: string, kind: string, message: string }[]"),
        ("error?", "{ kind: string, message: string, place?: string }"), ("granted", "integer"),
        ("revoked", "integer"), ("already_there", "integer"), ("requests", "integer"),
      ]),
    Class(
      name: "sendas.TestRequest", summary: "What a test's emulator was asked.",
      fields: [
        ("method", "string"), ("path", "string"), ("query", "string"), ("status", "integer"),
        ("person?", "string"), ("fault?", "string"),
      ]),
    Class(
      name: "sendas.Expectation", summary: "What a value can be expected to be.",
      fields: [
        ("never?", "sendas.Expectation"), ("to_equal", "fun(other: any)"),
        ("to_be", "fun(other: any)"), ("to_be_truthy", "fun()"), ("to_contain", "fun(part: any)"),
        ("to_match", "fun(pattern: string)"), ("to_fail", "async fun(kind?: string): any"),
      ]),
    Class(name: "sendas.Task", summary: "A task, whose name tostring gives.", fields: []),
    Class(name: "sendas.Null", summary: "The null of JSON.", fields: []),
  ]

  /// The values of the library that are no functions.
  static let values = ["json.null": "sendas.Null", "script.args": "string[]"]

  /// The type of a parameter of that function.
  static func type(
    of parameter: LibraryFunction.Parameter, in function: LibraryFunction
  ) -> String {
    let person = "string | { id?: string, email?: string }"
    return switch parameter.type {
    case .user, .association, .userOrAssociation, .identity: person
    case .object: "string | { id: string }"
    case .users, .identities: "(\(person))[]"
    case .path, .string, .text: "string"
    case .number: "number"
    case .strings: "string[]"
    case .rows: "table[]"
    case .items: "any[] | fun(): any"
    // Marked async, so that a function that waits may be given to it and to no other.
    case .function: "async fun(...): ..."
    case .options where function.table == "batch":
      "{ "
        + LibraryCatalog.batchOptions.map { "\($0)?: \(batchOptions[$0] ?? "any")" }
        .joined(separator: ", ") + " }"
    case .options: "table"
    case .any: "any"
    }
  }

  private static let batchOptions = [
    "concurrency": "integer", "key": "fun(item: any): string",
    "on_error": #""continue" | "stop""#,
  ]
}
