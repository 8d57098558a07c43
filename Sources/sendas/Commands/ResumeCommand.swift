import ArgumentParser
import CloseAPI
import Foundation
import Journal
import Runs

/// `sendas resume`: goes on with a run.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a run that was interrupted, killed or stopped.",
    discussion: """
      The script is executed again, in the folder and with the words it had. What it has changed \
      before is answered from the journal and not sent again.

      Examples:
        sendas resume last
        sendas resume --max-revokes 500 20261123-144239
      """)

  @OptionGroup(title: "Resuming") var options: ResumeOptions

  @Argument(help: "The run's id, its unique beginning, or 'last'.", completion: .runs)
  var run: String

  func run() async throws {
    throw ExitCode(try await options.execute(run, .nothing))
  }
}

/// `sendas retry`: makes what has failed, or whose outcome is unknown, again.
struct RetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Go on with a run, and make again what has failed or stayed unknown.",
    discussion: """
      Examples:
        sendas retry --failed last
        sendas retry --ambiguous 20261123-144239
      """)

  @OptionGroup(title: "Resuming") var options: ResumeOptions

  @Flag(help: "Make again what Close has refused.")
  var failed = false

  @Flag(help: "Make again what may or may not have been made.")
  var ambiguous = false

  @Argument(help: "The run's id, its unique beginning, or 'last'.", completion: .runs)
  var run: String

  func validate() throws {
    if failed == ambiguous {
      throw ValidationError(
        "Say --failed, for what Close has refused, or --ambiguous, for what may or may not have been"
          + " made.")
    }
  }

  func run() async throws {
    throw ExitCode(try await options.execute(run, failed ? .failed : .ambiguous))
  }
}

/// What may be said anew when a run is resumed; all else is as it was.
struct ResumeOptions: ParsableArguments {
  @Option(help: "How events and prints appear on standard output: text or json.")
  var format = EventFormat.text

  @Option(help: ArgumentHelp("The most changes that it may make now.", valueName: "n"))
  var maxWrites: Int?

  @Option(help: ArgumentHelp("The most permissions that it may take back now.", valueName: "n"))
  var maxRevokes: Int?

  @OptionGroup var allow: AllowOptions

  @Flag(help: "Leave out the pairs of a plan that have changed since it was made.")
  var skipDrifted = false

  @Option(
    help: ArgumentHelp(
      "End the run after this time as Ctrl-C does, with s, m or h, as 15m.", valueName: "time"),
    transform: TimeSpan.init)
  var deadline: TimeSpan?

  @Flag(
    name: .customLong("debug-http"),
    help: "Say each request on standard error: what was asked, answered, and said of limits.")
  var debugsHTTP = false

  /// Executes a run again, and answers the status of the program.
  ///
  /// - Throws: ``Failure``.
  func execute(_ words: String, _ retry: Replay.Retry) async throws -> Int32 {
    do {
      let journal = try Session.journal(ProcessInfo.processInfo.environment)
      let run = try await journal.doing(words)
      let earlier = (run: run, retry: retry)
      var settings = RunSettings(text: run.options)
      settings.maxWrites = maxWrites ?? settings.maxWrites
      settings.maxRevokes = maxRevokes ?? settings.maxRevokes
      settings.lift(allow)
      settings.skipDrifted = skipDrifted || settings.skipDrifted
      guard FileManager.default.changeCurrentDirectoryPath(run.workingFolder) else {
        throw Failure(.noInput, "the folder of the run is gone: \(run.workingFolder)")
      }
      var connection = settings.connection(emulator: run.isEmulator)
      connection.debugsHTTP = debugsHTTP
      let guardrails = settings.guardrails(reason: run.reason)
      switch run.command {
      case "run":
        return try await resume(earlier, settings, connection, guardrails)
      case "apply", "undo":
        let plan = try Plan(text: run.scriptText ?? "")
        let hasChanged = try await run.hasChanged(in: journal)
        return try await PlanJob(
          name: run.command, words: run.arguments, plan: plan, connection: connection,
          guardrails: guardrails, skipsDrifted: settings.skipDrifted,
          isConfirmed: !run.isPlanRefused || hasChanged,
          earlier: earlier
        ).status()
      default:
        throw Failure(
          .usage, "run \(run.id) was the command 'sendas \(run.command)'; give it again instead")
      }
    } catch let error as PlanFileError {
      throw Failure(.noInput, "the run's plan cannot be read: \(error)")
    } catch { throw Failure(error) }
  }

  private func resume(
    _ earlier: (run: RunRecord, retry: Replay.Retry), _ settings: RunSettings,
    _ connection: ConnectionOptions, _ guardrails: GuardrailOptions
  ) async throws -> Int32 {
    let run = earlier.run
    let path = run.scriptPath ?? "-"
    let file = try ScriptFile(again: path, text: run.scriptText)
    let now = String(decoding: file.source, as: UTF8.self)
    if let then = run.scriptText, then != now {
      for line in Difference(then, now).lines(of: path) { Terminal.error(line) }
    }
    let job = ScriptJob(
      file: file, words: run.arguments, connection: connection, guardrails: guardrails,
      settings: settings, deadline: deadline, reporter: format.reporter(name: path),
      earlier: earlier)
    let script = try await job.begin()
    let status = try await script.status()
    let names = try await PeopleNames(
      of: script.session.engine.run, in: Session.journal(ProcessInfo.processInfo.environment))
    try await script.session.engine.forEachChangeLeft { change in
      Terminal.error(
        "made before and not asked for any more: \(ReportedChange(change).words { names($0) })"
          + " (\(change.place ?? change.taskKey)); 'sendas undo \(run.id)' can take it back")
    }
    return status
  }
}
