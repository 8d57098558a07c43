import CloseAPI
import Lua

extension LibraryCatalog {
  /// Comma-separated files; reading is completed in Lua, in `CSVPrelude.swift`.
  static let csv: [LibraryFunction] = [rows, readCSV, writeCSV]

  /// JSON texts.
  static let json: [LibraryFunction] = [decode, encode, array, object]

  private static let columns = LibraryFunction.Parameter.optional(
    "columns", .strings, "columns that the file must have; without one of them nothing is read")

  private static let rows = LibraryFunction(
    name: "csv.rows",
    summary: "Reads a CSV file with a header row by row, however large it is.",
    parameters: [.required("path", .path, "the file; - is standard input"), columns],
    style: .positional,
    returns: "a function for `for`, which gives the next row (a table by column) and its number",
    returnTypes: "fun(): table<string, string>?, integer?", errors: ["bad_input"], suspends: true,
    example: #"""
      csv.write("team.csv", { { email = "grace@acme.test" } }, { "email" })
      for row, number in csv.rows("team.csv", { "email" }) do print(number, row.email) end
      """#,
    body: .lua)

  private static let readCSV = LibraryFunction(
    name: "csv.read",
    summary: "Reads a whole CSV file with a header.",
    parameters: [.required("path", .path, "the file; - is standard input"), columns],
    style: .positional,
    returns: "a list of rows, each a table by column",
    returnTypes: "table<string, string>[]", errors: ["bad_input"], suspends: true,
    example: #"""
      csv.write("team.csv", { { email = "grace@acme.test" } }, { "email" })
      print(#csv.read("team.csv"))
      """#,
    body: .lua)

  private static let writeCSV = LibraryFunction(
    name: "csv.write",
    summary: "Writes a CSV file with a header, all of it or nothing.",
    parameters: [
      .required("path", .path, "the file; - is standard output"),
      .required("rows", .rows, "the rows, each as { column = value, … }"),
      .required("columns", .strings, "the columns, in order"),
      .optional(
        "options", .options,
        "for_spreadsheet = true: texts that a spreadsheet would take for a formula (they begin with"
          + " =, +, - or @) get an apostrophe before them. Without it every text is written as it is",
        names: ["for_spreadsheet"]),
    ], style: .positional,
    returns: "the number of rows",
    returnTypes: "integer", errors: ["bad_input"], suspends: true,
    example:
      #"csv.write("out.csv", { { email = "grace@acme.test", state = "granted" } }, { "email", "state" })"#,
    body: .swift { call in
      guard case .array(let rows)? = call.arguments["rows"] else { return .values([.integer(0)]) }
      let writer = CSVWriter(
        columns: call.texts("columns"), isForSpreadsheet: try call.flag("for_spreadsheet"))
      let bytes = try writer.bytes(rows)
      let path = call.text("path") ?? ""
      return call.later {
        try await call.context.write(bytes, to: path, rows: rows.count)
        return [.integer(Int64(rows.count))]
      }
    })

  private static let decode = LibraryFunction(
    name: "json.decode",
    summary: "Reads a JSON text. null becomes json.null; 5 stays an integer, 5.0 a float.",
    parameters: [.required("text", .string, "the text")],
    style: .positional, returns: "the value", errors: ["bad_input"], suspends: false,
    example: #"print(json.decode('{"email":"grace@acme.test"}').email)"#,
    body: .swift { call in
      .values([LuaValue(try JSONValue(parsing: call.text("text") ?? ""))])
    })

  private static let encode = LibraryFunction(
    name: "json.encode",
    summary: "Writes a value as JSON, the names of tables in order.",
    parameters: [.required("value", .any, "a table, text, number, boolean or json.null")],
    style: .positional, returns: "the text", returnTypes: "string", errors: ["bad_argument"],
    suspends: false,
    example: #"print(json.encode{ email = "grace@acme.test", teams = { "sales" } })"#,
    body: .swift { call in
      let value = try JSONValue(call.arguments["value"] ?? .nil)
      return .values([.string(try value.text(sortedKeys: true))])
    })

  private static let array = LibraryFunction(
    name: "json.array",
    summary: "Marks a table as a list, so that it is written as [] even when it is empty.",
    parameters: [.optional("list", .any, "a list")],
    style: .positional, returns: "a new list with the same items", returnTypes: "any[]", errors: [],
    suspends: false,
    example: #"print(json.encode{ teams = json.array{} })"#,
    body: .swift { call in
      switch call.arguments["list"] ?? .nil {
      case .nil: return .values([.array([])])
      case .table(let fields) where fields.isEmpty: return .values([.array([])])
      case .array(let items): return .values([.array(items)])
      case let other:
        throw LuaError(
          kind: .badArgument, message: "json.array takes a list, not \(other.typeName)")
      }
    })

  private static let object = LibraryFunction(
    name: "json.object",
    summary: "Makes an object of a table, so that it is written as {} even when it is empty.",
    parameters: [.optional("fields", .any, "a table with names")],
    style: .positional, returns: "a new table with the same fields", returnTypes: "table",
    errors: [], suspends: false,
    example: #"print(json.encode(json.object{}))"#,
    body: .swift { call in
      switch call.arguments["fields"] ?? .nil {
      case .nil: return .values([.table([])])
      case .array(let items) where items.isEmpty: return .values([.table([])])
      case .table(let fields): return .values([.table(fields)])
      case let other:
        throw LuaError(
          kind: .badArgument, message: "json.object takes a table with names, not \(other.typeName)"
        )
      }
    })
}
