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
      example: #"print("people:", 24)"#, body: .lua)
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
