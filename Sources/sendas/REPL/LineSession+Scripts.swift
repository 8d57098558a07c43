import Lua
import Runs
import Scripting

// Lines that are Lua.
extension LineSession {
  func runScript(_ text: String) async throws {
    switch await host?.read(text, number: number) {
    case .piece(let piece)?: try await run(piece)
    case .wrong(let error)?: failed(error)
    case .incomplete?:
      failed(LuaError(kind: .syntax, message: "the lines ended before this was complete"))
    case .nothing?, nil: break
    }
  }

  func run(_ piece: ScriptPiece) async throws {
    guard let host else { return }
    let outcome = await interruptibly(
      interrupt: { host.interrupt() }, kill: { host.kill("abandoned") },
      { await host.evaluate(piece, number: number) })
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
    if let numbers = reporter.takeChanges() { made.append(("input \(number)", numbers)) }
    await tellPlanned()
    last = piece
    number += 1
  }

  private func failed(_ error: LuaError) {
    reporter.failed(error)
    status = ExitStatus(error)
  }
}
