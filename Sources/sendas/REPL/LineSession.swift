import CloseAPI
import Foundation
import Journal
import Lua
import Runs
import Scripting
import Synchronization

/// One session: lines in, what they come to out, until the lines end.
actor LineSession {
  let engine: RunEngine
  let reporter: SessionReporter
  private let makeHost: @Sendable (ScriptLines) async throws -> ScriptHost
  var source: any LineSource = PipedLines()
  var lines: ScriptLines?
  var host: ScriptHost?
  /// Whether changes are sent without asking.
  var sendsUnasked: Bool
  /// Whether changes are collected, to be sent together.
  var isCollecting = false
  /// How many changes were collected when that was said last.
  var plannedBefore = 0
  /// What `:undo` can take back: what was made, and the numbers of its operations.
  var made: [(name: String, numbers: ClosedRange<Int>)] = []
  /// Whom the prompt names.
  var who: String
  var number = 1
  var done: [ScriptPiece] = []
  var last: ScriptPiece?
  var status = ExitStatus.done
  /// What Ctrl-C ends: nil at the prompt.
  private nonisolated let running = Mutex<Running?>(nil)

  private struct Running {
    let interrupt: @Sendable () -> Void
    let kill: @Sendable () -> Void
    var wasInterrupted = false
  }

  /// - Parameters:
  ///   - engine: The run that carries everything out.
  ///   - reporter: Says what happens.
  ///   - sendsUnasked: Whether changes are sent without asking from the beginning.
  ///   - makeHost: Makes a host, at the beginning and again when one has run out of memory.
  init(
    _ engine: RunEngine, _ reporter: SessionReporter, sendsUnasked: Bool,
    makeHost: @escaping @Sendable (ScriptLines) async throws -> ScriptHost
  ) {
    (self.engine, self.reporter, self.makeHost) = (engine, reporter, makeHost)
    self.sendsUnasked = sendsUnasked
    who = engine.run.identity
  }

  /// Reads and runs until the lines end.
  ///
  /// - Returns: The status to end with.
  func run(from source: (LineSession) -> any LineSource) async throws -> ExitStatus {
    self.source = source(self)
    try await begin()
    while let text = await piece() {
      guard try await carryOut(text) else { break }
      if status != .done, !self.source.isPerson {
        Terminal.error("the lines after that were not run")
        break
      }
    }
    await dropUnsent()
    return self.source.isPerson ? .done : status
  }

  /// Makes a host, with nothing in it of an earlier one.
  func begin() async throws {
    let question = ChangeQuestion(engine: engine, source: source)
    let gate = ChangeGate(engine) { [reporter] wishes in
      reporter.pause(true)
      defer { reporter.pause(false) }
      return await question.refusal(wishes)
    }
    let isFirst = lines == nil
    let lines = ScriptLines(gate: gate)
    self.lines = lines
    await openGate()
    host = try await makeHost(lines)
    if !isFirst { _ = try await host?.act(as: who) }
  }

  /// Lets changes pass where nobody is to be asked: what is only collected is asked about at its end.
  func openGate() async { await lines?.gate.open(sendsUnasked || isCollecting) }

  func fail(_ failure: Failure) {
    Terminal.error(failure.message)
    status = failure.status
  }

  /// The emails of those who are known without a request, by user id.
  var knownEmails: [String: String] {
    get async {
      var emails: [String: String] = [:]
      for identity in await engine.candidates() {
        if let id = identity.userID?.rawValue, let email = identity.email { emails[id] = email }
      }
      for person in await engine.knownPeople { emails[person.id.rawValue] = person.email }
      return emails
    }
  }

  /// What may stand before the cursor.
  func complete(_ before: String) async -> LineEditor.Completions {
    guard let host else { return LineEditor.Completions() }
    return await Completer(host: host, engine: engine).complete(before)
  }

  // MARK: Ctrl-C

  /// Ends what is running; the second time by force.
  ///
  /// - Returns: Whether anything was running.
  @discardableResult
  nonisolated func interrupt() -> Bool {
    let found = running.withLock { running in
      defer { running?.wasInterrupted = true }
      return running
    }
    guard let found else { return false }
    if found.wasInterrupted { found.kill() } else { found.interrupt() }
    return true
  }

  /// Does something that Ctrl-C can end, and shows how far it is.
  func interruptibly<Value: Sendable>(
    interrupt: @escaping @Sendable () -> Void, kill: @escaping @Sendable () -> Void,
    _ body: () async -> Value
  ) async -> Value {
    running.withLock { $0 = Running(interrupt: interrupt, kill: kill) }
    let started = ContinuousClock.now
    let before = await engine.progress()
    let ticker =
      source.isPerson
      ? Task { [engine, reporter] in
        while (try? await Task.sleep(for: reporter.progressInterval)) != nil {
          let progress = await engine.progress().since(before)
          reporter.progress(progress, after: ContinuousClock.now - started)
        }
      } : nil
    let value = await body()
    ticker?.cancel()
    await ticker?.value
    Terminal.clearProgress()
    running.withLock { $0 = nil }
    return value
  }
}
