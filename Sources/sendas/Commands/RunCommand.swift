import ArgumentParser

/// `sendas run`: executes a script.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Execute a Lua script.",
    discussion: """
      Everything after SCRIPT goes to the script, as script.args and `...`; `sendas run SCRIPT --help` \
      shows what a script takes.

      Examples:
        sendas run --emulator onboard.lua people.csv
        sendas run --profile alice --deadline 15m onboard.lua people.csv
        sendas run --format json onboard.lua people.csv > events.jsonl
      """)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup(title: "Safety") var guardrails: GuardrailOptions
  @OptionGroup(title: "Script") var scripting: ScriptOptions

  @Option(help: "How events and prints appear on standard output: text or json.")
  var format = EventFormat.text

  @Option(
    help: ArgumentHelp(
      "End the run after this time as Ctrl-C does, with s, m or h, as 15m.", valueName: "time"),
    transform: TimeSpan.init)
  var deadline: TimeSpan?

  @OptionGroup var given: GivenScript

  func validate() throws {
    try given.refuse(ScriptOptions.before + ["--format", "--deadline"])
  }

  func run() async throws {
    let file = try ScriptFile(given.script)
    let modules = try file.modules(scripting.lib)
    if ScriptHelp.isWanted(in: given.arguments) {
      Terminal.output(
        try await ScriptHelp(script: file, modules: modules, words: given.words).text())
      return
    }
    let job = ScriptJob(
      file: file, words: given.words, connection: connection, guardrails: guardrails,
      settings: scripting.settings(connection, guardrails), deadline: deadline,
      reporter: format.reporter(name: given.script))
    throw ExitCode(try await job.begin().status())
  }
}
