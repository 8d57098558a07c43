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
        sendas run --emulator scripts/lua/onboard.lua scripts/lua/onboard.csv
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

  @Argument(help: "The script; - is standard input.", completion: .scripts)
  var script: String

  @Argument(
    parsing: .captureForPassthrough, help: "Words for the script.", completion: .file())
  var arguments: [String] = []

  func validate() throws {
    try ScriptOptions.refuse(
      ScriptOptions.before + ["--format", "--deadline"], after: script, in: arguments)
  }

  func run() async throws {
    let words = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
    let file = try ScriptFile(script)
    let modules = try file.modules(scripting.lib)
    if ScriptHelp.isWanted(in: arguments) {
      Terminal.output(try await ScriptHelp(script: file, modules: modules, words: words).text())
      return
    }
    let job = ScriptJob(
      file: file, words: words, connection: connection, guardrails: guardrails,
      settings: scripting.settings(connection, guardrails), deadline: deadline,
      reporter: format.reporter(name: script))
    throw ExitCode(try await job.begin().status())
  }
}
