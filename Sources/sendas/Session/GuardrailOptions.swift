import ArgumentParser
import Runs

/// What a run may not do, and how its changes leave.
struct GuardrailOptions: ParsableArguments {
  @Flag(help: "Refuse every change.")
  var readOnly = false

  @Option(help: ArgumentHelp("The most changes that the run may make.", valueName: "n"))
  var maxWrites: Int?

  @Option(help: ArgumentHelp("The most permissions that it may take back.", valueName: "n"))
  var maxRevokes = 100

  @OptionGroup var allow: AllowOptions

  @Flag(help: "Send one request per change.")
  var noCoalesce = false

  @Option(help: ArgumentHelp("Why it is done, for the journal.", valueName: "text"))
  var reason: String?

  /// The names that belong before a script; after it they would go to the script.
  static let names = [
    "--read-only", "--max-writes", "--max-revokes", "--allow-large-revoke", "--allow-protected",
    "--allow-overlap", "--no-coalesce", "--reason",
  ]

  /// The options where none is given.
  ///
  /// Parsed, because a value that was not may not be read.
  static var none: GuardrailOptions { (try? parse([])) ?? GuardrailOptions() }

  func validate() throws {
    for (name, number) in [("--max-writes", maxWrites), ("--max-revokes", maxRevokes)] {
      if let number, number < 0 { throw ValidationError("\(name) takes a number from 0") }
    }
  }

  /// The rules for a run where these people are protected.
  func rules(protecting people: [String]) -> Guardrails {
    var rules = Guardrails()
    (rules.isReadOnly, rules.mostWrites, rules.mostRevokes) = (readOnly, maxWrites, maxRevokes)
    rules.allowsLargeRevokes = allow.allowLargeRevoke
    rules.protected = allow.allowProtected ? [] : people
    return rules
  }
}
