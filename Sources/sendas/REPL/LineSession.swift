import CloseAPI
import Foundation
import Journal
import Lua
import Runs
import Scripting
import Synchronization

/// One session: lines in, what they come to out, until the lines end.
actor LineSession {
  private let engine: RunEngine
  private let reporter: SessionReporter
  private let makeHost: @Sendable (ScriptLines) async throws -> ScriptHost
  private var source: any LineSource = PipedLines()
  private var lines: ScriptLines?
  private var host: ScriptHost?
  private let sendsUnasked: Bool
  private var who: String
  private var number = 1
  private var done: [ScriptPiece] = []
  private var last: ScriptPiece?
  private var status = ExitStatus.done
  /// What Ctrl-C ends: nil at the prompt.
  private nonisolated let running = Mutex<Running?>(nil)

  private struct Running {
    let host: ScriptHost
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
    return self.source.isPerson ? .done : status
  }

  private func begin() async throws {
    let question = ChangeQuestion(engine: engine, source: source)
    let gate = ChangeGate(engine) { [reporter] wishes in
      reporter.pause(true)
      defer { reporter.pause(false) }
      return await question.refusal(wishes)
    }
    await gate.open(lines?.gate.isOpen ?? sendsUnasked)
    let lines = ScriptLines(gate: gate)
    self.lines = lines
    host = try await makeHost(lines)
  }

  /// Ctrl-C: ends what is running; the second one by force.
  ///
  /// - Returns: Whether anything was running.
  @discardableResult
  nonisolated func interrupt() -> Bool {
    let found = running.withLock { running in
      defer { running?.wasInterrupted = true }
      return running
    }
    guard let found else { return false }
    if found.wasInterrupted {
      found.host.kill("abandoned")
    } else {
      found.host.interrupt()
    }
    return true
  }

  /// What may stand before the cursor.
  func complete(_ before: String) async -> LineEditor.Completions {
    guard let host else { return LineEditor.Completions() }
    return await Completer(host: host, engine: engine).complete(before)
  }

  // MARK: Lines

  /// The next lines that are one thing together; nil at the end.
  private func piece() async -> String? {
    var text = ""
    while true {
      let prompt = text.isEmpty ? "\(who) \(number)> " : "…> ".padding(toLeft: "\(who) \(number)> ")
      switch await source.line(prompt) {
      case .end:
        guard !text.isEmpty else { return nil }
        if source.isPerson { text = "" } else { return text }
      case .interrupted: text = ""
      case .line(let line):
        text += text.isEmpty ? line : "\n" + line
        if text.allSatisfy(\.isWhitespace) {
          text = ""
        } else if await isWhole(text) {
          await source.remember(text)
          return text
        }
      }
    }
  }

  private func isWhole(_ text: String) async -> Bool {
    if let first = text.first, ":?".contains(first) { return true }
    guard case .incomplete? = await host?.read(text, number: number) else { return true }
    return false
  }

  /// - Returns: False where the session is to end.
  private func carryOut(_ text: String) async throws -> Bool {
    guard SecretRedactor.shared.redact(text) == text else {
      fail(
        Failure(
          .usage,
          "this looks like an API key, and was not run; keys belong into a profile (api_key_file,"
            + " api_key_command)"))
      return true
    }
    if text.hasPrefix("?") {
      Terminal.output(TopicHelp(topic: text.dropFirst().trimmingCharacters(in: .whitespaces)).text)
      return true
    }
    guard text.hasPrefix(":") else {
      try await runScript(text)
      return true
    }
    do {
      return try await obey(LineCommand(text.trimmingCharacters(in: .whitespaces)))
    } catch {
      fail(Failure(error))
      return true
    }
  }

  private func fail(_ failure: Failure) {
    Terminal.error(failure.message)
    status = failure.status
  }

  // MARK: Commands

  private func obey(_ command: LineCommand) async throws -> Bool {
    switch command {
    case .quit: return false
    case .help: Terminal.output(LineCommand.overview)
    case .yes:
      await lines?.gate.open(true)
      Terminal.error("changes are sent without asking; :ask asks again")
    case .ask: await lines?.gate.open(false)
    case .log: Terminal.output(SessionLog(operations: reporter.log).text)
    case .act(let word):
      guard let identity = try await host?.act(as: word) else { break }
      who = identity.name
      Terminal.error("acting as \(identity.me.email)")
    case .save(let path):
      let script = SavedSession(pieces: done)
      try script.write(to: path)
      for note in script.notes { Terminal.error(note) }
      Terminal.error("\(done.count) input\(done.count == 1 ? "" : "s") written to \(path)")
    case .time(let text):
      let before = await engine.progress()
      let start = ContinuousClock.now
      if text.isEmpty, let last { try await run(last) } else { try await runScript(text) }
      let time = ContinuousClock.now - start
      let requests = await engine.progress().requests - before.requests
      Terminal.error(
        String(format: "%.3f s, ", time.inSeconds)
          + "\(requests) request\(requests == 1 ? "" : "s")")
    }
    return true
  }

  // MARK: Scripts

  private func runScript(_ text: String) async throws {
    switch await host?.read(text, number: number) {
    case .piece(let piece)?: try await run(piece)
    case .wrong(let error)?: failed(error)
    case .incomplete?:
      failed(LuaError(kind: .syntax, message: "the lines ended before this was complete"))
    case .nothing?, nil: break
    }
  }

  private func run(_ piece: ScriptPiece) async throws {
    guard let host else { return }
    running.withLock { $0 = Running(host: host) }
    let started = ContinuousClock.now
    let ticker =
      source.isPerson
      ? Task { [engine, reporter] in
        while (try? await Task.sleep(for: reporter.progressInterval)) != nil {
          reporter.progress(await engine.progress(), after: ContinuousClock.now - started)
        }
      } : nil
    let outcome = await host.evaluate(piece, number: number)
    ticker?.cancel()
    await ticker?.value
    Terminal.clearProgress()
    running.withLock { $0 = nil }
    switch outcome {
    case .values(let values):
      let emails = await knownEmails
      for value in values {
        Terminal.output(ShownValue(value: value, emails: emails).text)
      }
      done.append(piece)
    case .failed(let error, let wasInterrupted):
      if wasInterrupted, [.cancelled, .killed].contains(error.kind) {
        Terminal.error("interrupted")
        status = .scriptFailed
      } else {
        failed(error)
      }
      if error.kind == .memory {
        Terminal.error("the session goes on without its variables")
        try await begin()
      }
    }
    last = piece
    number += 1
  }

  /// The emails of those who are known without a request, by user id.
  private var knownEmails: [String: String] {
    get async {
      var emails: [String: String] = [:]
      for identity in await engine.candidates() {
        if let id = identity.userID?.rawValue, let email = identity.email { emails[id] = email }
      }
      for person in await engine.knownPeople { emails[person.id.rawValue] = person.email }
      return emails
    }
  }

  private func failed(_ error: LuaError) {
    reporter.failed(error)
    status = ExitStatus(error)
  }
}

extension String {
  /// With blanks before, as wide as another text.
  fileprivate func padding(toLeft other: String) -> String {
    String(repeating: " ", count: max(0, other.count - count)) + self
  }
}
