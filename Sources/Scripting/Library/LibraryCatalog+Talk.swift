import Lua
import Runs

extension LibraryCatalog {
  /// Lines for the person who watches, on standard error.
  static let log: [LibraryFunction] = [
    logging(.debug, "for those who look for a mistake"),
    logging(.info, "what is going on"),
    logging(.warning, "something a person should look at"),
    logging(.error, "something that went wrong"),
  ]

  /// Functions without a table.
  static let global: [LibraryFunction] = [
    LibraryFunction(
      name: "print",
      summary: "Prints values on standard output, separated by tabs.",
      parameters: [.optional("…", .any, "what to print")], style: .variadic,
      returns: "nothing", returnTypes: "", errors: [], suspends: false,
      example: #"print("people:", 24)"#, body: .lua),
    LibraryFunction(
      name: "table_view",
      summary: "Prints rows as a table on standard output: aligned for a person, else as CSV.",
      parameters: [
        .required("rows", .rows, "the rows, each as { column = value, … }"),
        .optional("columns", .strings, "the columns, in order; left out: all that occur"),
      ], style: .positional,
      returns: "nothing", returnTypes: "", errors: [], suspends: false,
      example: #"""
        table_view({ { email = "grace@acme.test", state = "granted" } }, { "email", "state" })
        """#,
      body: .swift { call in
        guard case .array(let items)? = call.arguments["rows"] else { return .values([]) }
        let columns = call.arguments["columns"] == nil ? nil : call.texts("columns")
        let table = try RowTable(items, columns: columns)
        call.context.emit(.table(columns: table.columns, rows: table.rows))
        return .values([])
      }),
  ]

  private static func logging(_ level: RunEvent.Level, _ summary: String) -> LibraryFunction {
    LibraryFunction(
      name: "log.\(level.name)",
      summary: "Logs values, separated by spaces: \(summary).",
      parameters: [.optional("…", .any, "what to log")], style: .variadic,
      returns: "nothing", returnTypes: "", errors: [], suspends: false,
      example: #"log.\#(level.name)("24 people")"#, body: .lua)
  }
}

extension RunEvent.Level {
  /// What scripts call it.
  var name: String { self == .warning ? "warn" : rawValue }
}
