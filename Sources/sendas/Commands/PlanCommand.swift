import ArgumentParser
import CloseAPI
import Foundation
import Runs
import Scripting

/// `sendas plan`: the changes that a script would make.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show the changes that a script would make, without making them.",
    discussion: """
      Reads are real; changes are only noted, and later reads see them. Files are not written. \
      What the script prints goes to standard error.

      Examples:
        sendas plan --emulator scripts/lua/onboard.lua scripts/lua/onboard.csv
        sendas plan -o plan.json onboard.lua people.csv && sendas apply plan.json
        sendas plan --exit-code sync_teams.lua teams.csv || echo "something has drifted"
      """)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup(title: "Safety") var guardrails: GuardrailOptions
  @OptionGroup(title: "Script") var scripting: ScriptOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Save the plan in this file, for 'sendas apply'.", valueName: "file"))
  var output: String?

  @Flag(help: "End with status 2 when there are changes.")
  var exitCode = false

  @Argument(help: "The script; - is standard input.")
  var script: String

  @Argument(parsing: .captureForPassthrough, help: "Words for the script.")
  var arguments: [String] = []

  func validate() throws {
    try ScriptOptions.refuse(
      ["-o", "--output", "--exit-code"] + ScriptOptions.before, after: script, in: arguments)
  }

  func run() async throws {
    let words = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
    let job = ScriptJob(
      file: try ScriptFile(script), words: words, connection: connection, guardrails: guardrails,
      settings: scripting.settings(connection, guardrails), deadline: nil,
      reporter: PlanReporter(name: script), isPlan: true)
    let run = try await job.begin()
    let (status, plan) = try await run.planned([script] + words)
    guard let plan else { throw ExitCode(status) }
    for line in PlanText(plan: plan).lines { Terminal.output(line) }
    if let output { try Self.save(plan, to: output) }
    if status != 0 { throw ExitCode(status) }
    if !plan.withoutCredential.isEmpty { throw ExitCode(ExitStatus.noCredential.rawValue) }
    if exitCode, plan.count > 0 { throw ExitCode(ExitStatus.changesPending.rawValue) }
  }

  /// Private, because it says who is who.
  private static func save(_ plan: Plan, to path: String) throws(Failure) {
    let isWritten = FileManager.default.createFile(
      atPath: path, contents: Data(plan.text.utf8), attributes: [.posixPermissions: 0o600])
    // The attributes are only taken for a new file.
    chmod(path, 0o600)
    guard isWritten else {
      throw Failure(.cannotWrite, "the plan cannot be written to '\(path)'; name another file")
    }
    Terminal.error("saved; 'sendas apply \(ShellText.quoted(path))' makes exactly these changes")
  }
}

/// What a script is told, besides where and what it may do.
struct ScriptOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Look here for modules as well, after the script's folder; may be repeated.",
      valueName: "dir"))
  var lib: [String] = []

  @Option(
    help: ArgumentHelp(
      "Let the script read and write this file or folder, too; may be repeated.",
      valueName: "path"))
  var allowPath: [String] = []

  @Option(
    help: ArgumentHelp(
      "The most memory that the script may hold, with K, M or G. (default: 256M)",
      valueName: "size"),
    transform: ByteCount.init)
  var memory: ByteCount?

  /// The names that belong before a script; after it they would go to the script.
  static let before =
    ConnectionOptions.names + GuardrailOptions.names + ["--lib", "--allow-path", "--memory"]

  /// - Throws: `ValidationError` where one of the names stands after the script.
  static func refuse(
    _ names: [String], after script: String, in words: [String]
  ) throws(ValidationError) {
    for word in words.prefix(while: { $0 != "--" }) {
      let name = String(word.prefix { $0 != "=" })
      guard names.contains(name) else { continue }
      throw ValidationError(
        "\(name) stands after the script and would go to it. Put it before \(script), or write"
          + " -- before the script's own words.")
    }
  }

  func settings(
    _ connection: ConnectionOptions, _ guardrails: GuardrailOptions
  ) -> RunSettings {
    var settings = RunSettings(connection, guardrails)
    (settings.lib, settings.allowPath, settings.memory) = (lib, allowPath, memory?.description)
    return settings
  }
}
