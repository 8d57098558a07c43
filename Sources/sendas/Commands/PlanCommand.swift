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
    let (status, planned) = try await run.planned([script] + words)
    guard let (plan, forecast) = planned else { throw ExitCode(status) }
    for line in PlanText(plan: plan, forecast: forecast).lines { Terminal.output(line) }
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
