import CloseAPI
import Foundation
import Runs
import Scripting

// Lines that begin with a colon.
extension LineSession {
  /// - Returns: False where the session is to end.
  func obey(_ command: LineCommand) async throws -> Bool {
    switch command {
    case .quit: return false
    case .help: Terminal.output(LineCommand.overview)
    case .yes:
      sendsUnasked = true
      await openGate()
      Terminal.error("changes are sent without asking; :ask asks again")
    case .ask:
      sendsUnasked = false
      await openGate()
    case .log: Terminal.output(SessionLog(operations: reporter.log, emails: await knownEmails).text)
    case .act(let word):
      guard let identity = try await host?.act(as: word) else { break }
      who = identity.name
      Terminal.error("acting as \(identity.me.email)")
    case .save(let path):
      let script = SavedSession(pieces: done)
      try script.write(to: path)
      for note in script.notes { Terminal.error(note) }
      Terminal.error("\(done.count) input\(done.count == 1 ? "" : "s") written to \(path)")
    case .time(let text): try await time(text)
    case .plan: try await beginPlan()
    case .apply: try await applyPlan()
    case .discard: try await discardPlan()
    case .undo: try await undo()
    }
    return true
  }

  private func time(_ text: String) async throws {
    if text.isEmpty, last == nil {
      throw Failure(.usage, "nothing was run yet; write the script to time after :time")
    }
    let before = await engine.progress()
    let start = ContinuousClock.now
    if text.isEmpty, let last { try await run(last) } else { try await runScript(text) }
    let time = ContinuousClock.now - start
    let requests = await engine.progress().requests - before.requests
    Terminal.error(
      String(format: "%.3f s, ", time.inSeconds) + "\(requests) request\(requests == 1 ? "" : "s")")
  }
}
