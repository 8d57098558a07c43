import ArgumentParser
import Journal
import Lua
import Scripting

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

  @Option(help: "How events and prints appear on standard output: text or json.")
  var format = EventFormat.text

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

  @Option(
    help: ArgumentHelp(
      "End the run after this time as Ctrl-C does, with s, m or h, as 15m.", valueName: "time"),
    transform: TimeSpan.init)
  var deadline: TimeSpan?

  @Argument(help: "The script; - is standard input.")
  var script: String

  @Argument(parsing: .captureForPassthrough, help: "Words for the script.")
  var arguments: [String] = []

  /// The names that belong before a script; after it they would go to the script.
  private static let names =
    ConnectionOptions.names + ["--format", "--lib", "--allow-path", "--memory", "--deadline"]

  func validate() throws {
    let own = arguments.prefix { $0 != "--" }
    for word in own {
      let name = String(word.prefix { $0 != "=" })
      guard Self.names.contains(name) else { continue }
      throw ValidationError(
        "\(name) stands after the script and would go to it. Put it before \(script), or write"
          + " -- before the script's own words.")
    }
  }

  func run() async throws {
    let words = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
    let file = try ScriptFile(script)
    let modules = try file.modules(lib)
    if ScriptHelp.isWanted(in: arguments) {
      Terminal.output(try await ScriptHelp(script: file, modules: modules, words: words).text())
      return
    }
    let reporter = format.reporter(name: script)
    let session = try await Session.begin(
      Session.Command(
        name: "run", scriptPath: script, scriptText: String(decoding: file.source, as: UTF8.self),
        arguments: words),
      connection, reporter: reporter)
    var limits = LuaLimits()
    if let memory { limits.memory = memory.bytes }
    let host: ScriptHost
    do {
      host = try await ScriptHost(
        engine: session.engine, files: file.files(named: words, allowed: allowPath),
        modules: modules, scriptName: script, arguments: words, limits: limits,
        emit: reporter.report)
    } catch {
      let failure = Failure(error)
      _ = await session.end(.failed, failure.status.rawValue)
      throw failure
    }
    let run = ScriptRun(
      host: host, script: Script(name: script, source: file.source, arguments: words),
      session: session, deadline: deadline)
    throw ExitCode(try await run.status())
  }
}
