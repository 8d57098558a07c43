import CloseAPI
import Foundation
import Journal
import Profiles
import Runs

/// One run from its first line to its last: the place, the journal, the engine, and what is said.
struct Session {
  let engine: RunEngine
  let reporter: any Reporter
  private let place: Place
  private let transport: CloseTransport

  /// What the journal is told of the command.
  struct Command {
    var name: String
    var scriptPath: String?
    var scriptText: String?
    var arguments: [String]
    /// The options before the script, as ``RunSettings`` writes them.
    var options = "{}"
    var isPlan = false
    /// Reads without a journal if there is none: nothing is changed.
    var onlyReads = false
    /// The run that is executed again, and what of it is made again.
    var earlier: (run: RunRecord, retry: Replay.Retry)?
  }

  /// Opens the journal, finds the identity and begins the run.
  ///
  /// - Throws: ``Failure``.
  static func begin(
    _ command: Command, _ options: ConnectionOptions, _ guardrails: GuardrailOptions = .none,
    reporter: any Reporter,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws -> Session {
    do {
      try refuseKeys(in: command, options, guardrails.reason)
      let journal = try Self.journal(for: command, environment)
      let state = ProfileStore.folders(environment: environment).state
      let place = try await Place.find(options, environment)
      // The emulator of one run is a server of its own, and nothing of it outlasts the run.
      let memory = place.isEmulator ? nil : LimitStore(folder: state, baseURL: place.baseURL)
      let transport = try CloseTransport(
        baseURL: place.baseURL, connections: options.connections,
        share: (options.share ?? .usual).part, memory: memory)
      let run = record(command, place, guardrails.reason)
      let locks = OrganizationLocks(folder: state + "/locks")
      // Before the journal is told: a second execution at the same time is none.
      if ["run", "apply", "undo"].contains(run.command), !command.isPlan { try locks.hold(run) }
      let engine = try await RunEngine(
        run: run, journal: journal, transport: transport,
        identities: place.identities, identity: place.identity,
        options: runOptions(command, guardrails, place, locks), emit: reporter.report)
      return Session(engine: engine, reporter: reporter, place: place, transport: transport)
    } catch {
      throw Failure(error)
    }
  }

  /// Writes the end down, says the last words and closes the way to the server.
  ///
  /// - Returns: The status to end with: what the journal and standard output come to beats the one
  ///   given, but for a limit and a signal.
  func end(_ state: RunState, _ status: Int32) async -> Int32 {
    let (summary, failure) = await engine.finish(state, exitStatus: Int(status))
    reporter.report(.finished(summary))
    do { try await transport.keepLimits() } catch {
      // Nothing that was asked for has failed: the next run learns it anew.
      reporter.report(.log(.warning, error.localizedDescription))
    }
    await transport.shutdown()
    await place.close()
    var problems: [String] = []
    if let failure { problems.append(failure.message) }
    if let problem = Terminal.outputProblem { problems.append(problem) }
    for problem in problems { Terminal.error("sendas: \(problem)") }
    // Signals and 124 say more.
    let isMorePressing = status >= ExitStatus.limit.rawValue
    return problems.isEmpty || isMorePressing ? status : ExitStatus.cannotWrite.rawValue
  }

  /// A key among the words or in the script would stay in the shell's history and in the journal.
  private static func refuseKeys(
    in command: Command, _ options: ConnectionOptions, _ reason: String?
  ) throws(Failure) {
    let words =
      command.arguments
      + [options.profile, command.scriptPath, command.options, reason].compactMap { $0 }
    let lines = (command.scriptText ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let isKey = { (text: String) in SecretRedactor.shared.redact(text) != text }
    if words.contains(where: isKey) {
      throw Failure(
        .usage,
        "one of the words looks like an API key; keys belong into a profile (api_key_file,"
          + " api_key_command) and never on a command line. If it is real, delete it in Close and make"
          + " a new one: your shell may have kept it.")
    }
    if let line = lines.firstIndex(where: { isKey(String($0)) }) {
      throw Failure(
        .usage,
        "\(command.scriptPath ?? "the script"):\(line + 1): this looks like an API key; keys belong into"
          + " a profile (api_key_file, api_key_command) and never into a script.")
    }
  }

  private static func runOptions(
    _ command: Command, _ guardrails: GuardrailOptions, _ place: Place,
    _ locks: OrganizationLocks
  ) -> RunOptions {
    var options = RunOptions()
    options.guardrails = guardrails.rules(protecting: place.protected)
    options.requestSize = guardrails.noCoalesce ? 1 : options.requestSize
    options.isPlan = command.isPlan
    options.retry = command.earlier?.retry ?? .nothing
    options.hold = { organization, run throws(RunError) in
      if !guardrails.allowOverlap { try locks.hold(organization, for: run) }
    }
    return options
  }

  private static func journal(
    for command: Command, _ environment: [String: String]
  ) throws -> RunJournal {
    if command.isPlan { return try RunJournal.inMemory() }
    do { return try journal(environment) } catch let error as JournalError
      where command.onlyReads && error.kind.concernsFile
    {
      Terminal.error("warning: this is not journaled: \(error.message)")
      return try RunJournal.inMemory()
    }
  }

  /// The journal in the state folder.
  static func journal(_ environment: [String: String]) throws -> RunJournal {
    let folder = ProfileStore.folders(environment: environment).state
    return try RunJournal(file: folder + "/journal.sqlite")
  }

  private static func record(
    _ command: Command, _ place: Place, _ reason: String?
  ) -> RunRecord {
    if var again = command.earlier?.run {
      again.attempt += 1
      return again
    }
    let now = Date()
    var random = SystemRandomNumberGenerator()
    return RunRecord(
      id: RunRecord.makeID(startedAt: now, using: &random), command: command.name,
      scriptPath: command.scriptPath, scriptText: command.scriptText,
      arguments: command.arguments, options: command.options, reason: reason,
      workingFolder: FileManager.default.currentDirectoryPath,
      startedBy: "\(NSUserName())@\(ProcessInfo.processInfo.hostName)", baseURL: place.baseURL,
      isEmulator: place.isEmulator, identity: place.identity, startedAt: now)
  }
}
