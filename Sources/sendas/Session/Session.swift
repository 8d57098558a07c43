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
  private let journal: RunJournal
  private let notebook: RunNotebook
  private let onlyReads: Bool

  /// What the journal is told of the command.
  struct Command {
    var name: String
    var scriptPath: String?
    var scriptText: String?
    var arguments: [String]
    /// The options before the script, as ``RunSettings`` writes them.
    var options = "{}"
    var isPlan = false
    /// Whether somebody waits for each answer.
    var isInteractive = false
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
      try refuseKeys(in: command)
      let journal = try Self.journal(for: command, environment)
      let state = ProfileStore.folders(environment: environment).state
      let locks = OrganizationLocks(folder: state + "/locks")
      // Before the place: an emulator that is in use would say less of who executes the run.
      if let earlier = command.earlier?.run { try locks.hold(earlier) }
      let place = try await Place.find(options, environment)
      // The emulator has another port in every run, and is the same server.
      let server = place.isEmulator ? "emulator" : place.baseURL
      let transport = try Self.transport(
        to: place, options, LimitStore(folder: state, baseURL: server))
      let notebook = RunNotebook()
      let run = record(command, place, guardrails.reason)
      // Before the journal is told: a second execution at the same time is none.
      if ["run", "apply", "undo"].contains(run.command), !command.isPlan { try locks.hold(run) }
      let begin = { (journal: RunJournal) in
        let engine = try await RunEngine(
          run: run, journal: journal, transport: transport,
          identities: place.identities, identity: place.identity,
          options: runOptions(command, guardrails, place, locks),
          emit: { event in
            notebook.hear(event)
            reporter.report(event)
          })
        notebook.watch(engine)
        return Session(
          engine: engine, reporter: reporter, place: place, transport: transport, journal: journal,
          notebook: notebook, onlyReads: command.onlyReads)
      }
      do { return try await begin(journal) } catch let error as RunError
        where command.onlyReads && error.kind == .journal
      {
        // It could be opened and cannot be written: a full disk, a folder that is read-only.
        warnUnjournaled(error)
        return try await begin(try RunJournal.inMemory())
      }
    } catch {
      throw Failure(error)
    }
  }

  /// Writes the end down, says the last words and closes the way to the server.
  ///
  /// - Parameters:
  ///   - state: How it ended.
  ///   - status: What that comes to.
  ///   - isTold: Whether a person is told what was done; not where nothing was begun.
  /// - Returns: The status to end with: what the journal and standard output come to beats the one
  ///   given, but for a limit and a signal.
  func end(_ state: RunState, _ status: Int32, isTold: Bool = true) async -> Int32 {
    let (summary, failure) = await engine.finish(state, exitStatus: Int(status))
    await keepNotes(summary.progress)
    if isTold || !reporter.isForPeople { reporter.report(.finished(summary)) }
    do { try await transport.keepLimits() } catch {
      // Nothing that was asked for has failed: the next run learns it anew.
      reporter.report(.log(.warning, error.localizedDescription))
    }
    await transport.shutdown()
    await place.close()
    var problems: [String] = []
    if let failure, onlyReads {
      Self.warnUnjournaled(failure)
    } else if let failure {
      problems.append(failure.message)
    }
    if let problem = Terminal.outputProblem { problems.append(problem) }
    for problem in problems { Terminal.error("sendas: \(problem)") }
    // Signals and 124 say more.
    let isMorePressing = status >= ExitStatus.limit.rawValue
    return problems.isEmpty || isMorePressing ? status : ExitStatus.cannotWrite.rawValue
  }

  /// Ends the waiting for credentials, when the run is told to end.
  var stopFetching: @Sendable () -> Void { place.stopFetching }

  private static func transport(
    to place: Place, _ options: ConnectionOptions, _ memory: LimitStore
  ) throws -> CloseTransport {
    do {
      return try CloseTransport(
        baseURL: place.baseURL, connections: options.connections,
        share: (options.share ?? .usual).part, isStrict: options.strictWindows,
        mostPerSecond: options.maxPerSecond, memory: memory, route: place.route,
        trace: options.trace)
    } catch {
      // Its URL was looked at before: what is left is the file of certificates.
      throw Failure(.configuration, error.message)
    }
  }

  /// Only for those who read about the run later: a journal that cannot be written says so itself.
  private func keepNotes(_ progress: RunProgress) async {
    var notes = notebook.close(progress)
    notes.limits = await transport.limits.map {
      RunNotes.Limit(group: $0.group, requests: $0.requests, seconds: $0.window.inSeconds)
    }
    for (allowing, allowed) in await engine.standing {
      notes.standing[allowing.rawValue] = allowed.map(\.rawValue)
    }
    let kept = notes.forJournal
    if !kept.isEmpty || engine.run.attempt > 1 {
      try? await journal.note(kept, of: engine.run.id)
    }
  }

  /// A key in the script would stay in the journal.
  private static func refuseKeys(in command: Command) throws(Failure) {
    let lines = (command.scriptText ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let isKey = { (text: String) in SecretRedactor.shared.redact(text) != text }
    if let line = lines.firstIndex(where: { isKey(String($0)) }) {
      throw Failure(
        .usage,
        "\(command.scriptPath ?? "the script"):\(line + 1): this looks like an API key; keys belong in"
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
    (options.isInteractive, options.onlyReads) = (command.isInteractive, command.onlyReads)
    options.retry = command.earlier?.retry ?? .nothing
    options.hold = { organization, run throws(RunError) in
      if !guardrails.allow.allowOverlap { try locks.hold(organization, for: run) }
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
      warnUnjournaled(error)
      return try RunJournal.inMemory()
    }
  }

  /// What was read is as good without it.
  private static func warnUnjournaled(_ error: any Error) {
    let reason = ((error as? RunError)?.cause ?? error) as? JournalError
    Terminal.error("warning: this is not journaled: \(reason?.message ?? "\(error)")")
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
