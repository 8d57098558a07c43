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
        sendas plan --emulator onboard.lua people.csv
        sendas plan -o plan.json onboard.lua people.csv && sendas apply plan.json
        sendas plan --exit-code sync_teams.lua teams.csv || echo "something has drifted"
      """)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup(title: "Safety") var guardrails: GuardrailOptions
  @OptionGroup(title: "Script") var scripting: ScriptOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Save the plan in this file, for 'sendas apply'.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "End with status 2 when there are changes.")
  var exitCode = false

  @OptionGroup var given: GivenScript

  func validate() throws {
    try given.refuse(["-o", "--output", "--exit-code"] + ScriptOptions.before)
  }

  func run() async throws {
    let job = ScriptJob(
      file: try ScriptFile(given.script), words: given.words, connection: connection,
      guardrails: guardrails, settings: scripting.settings(connection, guardrails), deadline: nil,
      reporter: PlanReporter(name: given.script), isPlan: true)
    let run = try await job.begin()
    let (status, planned) = try await run.planned([given.script] + given.words)
    guard let (plan, forecast) = planned else { throw ExitCode(status) }
    for line in PlanText(plan: plan, forecast: forecast).lines { Terminal.output(line) }
    if let output { try Self.save(plan, to: output) }
    if status != 0 { throw ExitCode(status) }
    if !plan.withoutCredential.isEmpty { throw ExitCode(ExitStatus.noCredential.rawValue) }
    if exitCode, plan.count > 0 { throw ExitCode(ExitStatus.changesPending.rawValue) }
  }

  /// Private, because it says who is who.
  private static func save(_ plan: Plan, to path: String) throws(Failure) {
    do {
      // A file of an earlier plan may be open to others; until then it holds nothing.
      try Data().write(to: URL(fileURLWithPath: path))
      chmod(path, 0o600)
      try Data(plan.text.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw Failure(
        .cannotWrite, "the plan '\(path)' cannot be written: \(FileTrouble.words(error))")
    }
    Terminal.error("saved; 'sendas apply \(ShellText.quoted(path))' makes exactly these changes")
  }
}
