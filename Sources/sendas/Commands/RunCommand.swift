import ArgumentParser
import CloseAPI
import Foundation
import Journal
import Lua
import Runs
import Scripting

/// `sendas run`: executes a script.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Execute a Lua script.",
    discussion: """
      Everything after SCRIPT goes to the script, as script.args and `...`.

      Examples:
        sendas run --emulator scripts/lua/onboard.lua scripts/lua/onboard.csv
        sendas run --profile alice onboard.lua people.csv
        sendas run --format json onboard.lua people.csv > events.jsonl
      """)

  @OptionGroup var connection: ConnectionOptions

  @Option(help: "How events and prints appear on standard output: text or json.")
  var format = EventFormat.text

  @Option(
    help: ArgumentHelp(
      "The most memory that the script may hold, with K, M or G. (default: 256M)",
      valueName: "size"),
    transform: ByteCount.init)
  var memory: ByteCount?

  @Argument(help: "The script; - is standard input.")
  var script: String

  @Argument(parsing: .captureForPassthrough, help: "Words for the script.")
  var arguments: [String] = []

  func validate() throws {
    let ours = ConnectionOptions.names + ["--format", "--memory"]
    let own = arguments.prefix { $0 != "--" }
    for word in own {
      let name = String(word.prefix { $0 != "=" })
      guard ours.contains(name) else { continue }
      throw ValidationError(
        "\(name) stands after the script and would go to it. Put it before \(script), or write"
          + " -- before the script's own words.")
    }
  }

  func run() async throws {
    let words = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
    let source = try Self.source(of: script)
    let reporter = format.reporter(name: script)
    let session = try await Session.begin(
      Session.Command(
        name: "run", scriptPath: script, scriptText: String(decoding: source, as: UTF8.self),
        arguments: words),
      connection, reporter: reporter)
    let files = FileAccess(
      workingFolder: FileManager.default.currentDirectoryPath,
      scriptFolder: script == "-"
        ? nil : URL(fileURLWithPath: script).deletingLastPathComponent().path,
      named: words)
    var limits = LuaLimits()
    if let memory { limits.memory = memory.bytes }
    let host: ScriptHost
    do {
      host = try await ScriptHost(
        engine: session.engine, files: files, arguments: words, limits: limits,
        emit: reporter.report)
    } catch {
      let failure = Failure(error)
      _ = await session.end(.failed, failure.status.rawValue)
      throw failure
    }
    let interrupts = Interrupts { signal in
      reporter.interrupted(by: signal)
      host.interrupt()
    }
    let progress = ProgressTicker(session.engine, reporter)
    let report = await host.run(Script(name: script, source: source, arguments: words))
    await progress.stop()
    let (state, status) = await judge(report, interrupts.received, session.engine)
    if let error = report.error, interrupts.received == nil { reporter.failed(error) }
    let final = await session.end(state, status)
    withExtendedLifetime(interrupts) {}
    throw ExitCode(final)
  }

  /// How the run ended.
  ///
  /// If several apply: the signal, 124, 74, 7, 5, 4, 3.
  private func judge(
    _ report: ScriptReport, _ signal: Int32?, _ engine: RunEngine
  ) async -> (RunState, Int32) {
    if let signal { return (.interrupted, ExitStatus.interrupted(by: signal)) }
    let tally = await engine.progress().tally
    var status = ExitStatus.done
    if tally.failedItems > 0 { status = .itemsFailed }
    if let error = report.error { status = ExitStatus(error) }
    if tally.ambiguous > 0, status != .limit, status != .cannotWrite { status = .ambiguous }
    return (report.error == nil ? .done : .failed, status.rawValue)
  }

  private static func source(of script: String) throws -> [UInt8] {
    do {
      if script == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
      return Array(try Data(contentsOf: URL(fileURLWithPath: script)))
    } catch {
      let reason =
        FileManager.default.fileExists(atPath: script)
        ? "cannot be read; check its permissions" : "is not there"
      throw Failure(.noInput, "the script '\(script)' \(reason)")
    }
  }
}
