import Lua

extension LibraryCatalog {
  /// What the person has given the script; written in Lua, in `ArgumentsPrelude.swift`.
  static let script: [LibraryFunction] = [arguments]

  private static let arguments = LibraryFunction(
    name: "script.arguments",
    summary:
      "Declares the words that the script takes, and reads them; wrong ones end the run here."
      + " `sendas run SCRIPT --help` shows them.",
    parameters: [
      .required(
        "declarations", .options,
        "a list of { file = NAME }, { positional = NAME } and { option = NAME }, each with help, type"
          + " (string, number, integer, boolean or file), default, required, and many (a last"
          + " positional: all words that are left); about = what the script is for. A single"
          + " file, positional or option can also be written as file = { NAME, help = … }"
      )
    ], style: .positional,
    returns: "a table by name; nothing where an argument without a default was left out",
    returnTypes: "table<string, any>", errors: ["bad_input"], suspends: false,
    example: #"""
      local args = script.arguments{
        about = "Counts people.",
        { positional = "names", many = true, required = false, help = "who else is counted" },
        { option = "team", default = "sales", help = "whose people" },
        { option = "max_rows", type = "integer", default = 100 },
        { option = "dry_run", type = "boolean" },
      }
      print(args.team, args.max_rows, args.dry_run, #args.names)
      """#,
    body: .lua)
}
