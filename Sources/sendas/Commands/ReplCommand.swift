import ArgumentParser
import Foundation
import Journal
import Profiles
import Scripting

/// `sendas repl`: the library, line by line.
struct ReplCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Type Lua and see at once what it gives.",
    discussion: """
      The same library, pacing and journal as in a run. What a line gives is shown; before changes \
      are sent, they are shown and you are asked. Tab completes, ?sendas.grant explains, :help lists \
      the commands.

      Examples:
        sendas repl --emulator
        sendas repl --profile alice --read-only
        echo 'sendas.list{}' | sendas repl --profile alice
      """)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup(title: "Safety") var guardrails: GuardrailOptions

  @Option(
    help: ArgumentHelp(
      "Let scripts read and write this file or folder, too; may be repeated.",
      valueName: "path"), completion: .file())
  var allowPath: [String] = []

  @Flag(help: "Send changes without asking, as :yes does.")
  var yes = false

  func run() async throws {
    let reporter = SessionReporter()
    var command = Session.Command(name: "repl", arguments: [])
    command.isInteractive = true
    let session = try await Session.begin(command, connection, guardrails, reporter: reporter)
    let engine = session.engine
    let lines = LineSession(engine, reporter, sendsUnasked: yes) { [allowPath] lines in
      let folder = FileManager.default.currentDirectoryPath
      return try await ScriptHost(
        engine: engine,
        files: FileAccess(
          workingFolder: folder, scriptFolder: ".", named: [], allowed: allowPath),
        modules: ModuleFolders([""], workingFolder: folder), scriptName: "repl", lines: lines,
        emit: reporter.report)
    }
    let settings = TerminalSettings()
    let end: @Sendable (Int32) -> Void = { number in
      Task {
        lines.interrupt()
        let status = await session.end(.interrupted, ExitStatus.interrupted(by: number))
        settings.restore()
        Foundation.exit(status)
      }
    }
    let isPerson = LineEditor.isPossible
    let signals = SessionSignals(
      interrupt: { if !lines.interrupt(), !isPerson { end(SIGINT) } }, end: end)
    let history = LineHistory(
      folder: ProfileStore.folders(environment: ProcessInfo.processInfo.environment).state)
    let status: ExitStatus
    do {
      if isPerson {
        Terminal.error("sendas repl: Lua 5.4; :help shows what else there is, Ctrl-D ends")
      }
      status = try await lines.run { lines in
        guard isPerson else { return PipedLines() }
        return LineEditor(history) { await lines.complete($0) }
      }
    } catch {
      let failure = Failure(error)
      _ = await session.end(.failed, failure.status.rawValue)
      throw failure
    }
    let exit = await session.end(status == .done ? .done : .failed, status.rawValue)
    withExtendedLifetime(signals) {}
    if exit != 0 { throw ExitCode(exit) }
  }
}
