import ArgumentParser
import CloseAPI
import Foundation
import Journal
import Runs

/// Makes the changes of a plan, as a run of its own: for `apply` and `undo`, and when one of them is
/// resumed.
struct PlanJob {
  /// `apply` or `undo`.
  let name: String
  let words: [String]
  var plan: Plan
  /// What the plan leaves out, in words.
  var left: [String] = []
  var connection: ConnectionOptions
  var guardrails: GuardrailOptions
  var skipsDrifted: Bool
  /// Whether the person has said yes already.
  var isConfirmed: Bool
  var earlier: (run: RunRecord, retry: Replay.Retry)?

  /// Shows what would be done, asks, does it, and answers the status of the program.
  ///
  /// - Throws: ``Failure``.
  func status() async throws -> Int32 {
    var settings = RunSettings(connection, guardrails)
    settings.skipDrifted = skipsDrifted
    var command = Session.Command(name: name, scriptText: plan.text, arguments: words)
    (command.options, command.earlier) = (settings.text, earlier)
    let reporter = TextReporter(name: name)
    let session = try await Session.begin(command, connection, guardrails, reporter: reporter)
    let engine = session.engine
    let work = Task { try await make(engine, reporter) }
    let stopFetching = session.stopFetching
    let interrupts = Interrupts { number in
      // A question is no work that has to come to its end.
      if !Confirmation.isOpen { reporter.interrupted(by: number) }
      work.cancel()
      stopFetching()
    }
    let result = await work.result
    if let signal = interrupts.received {
      let status = ExitStatus.interrupted(by: signal)
      guard case .failure(let error as Untouched) = result else {
        return await session.end(.interrupted, status)
      }
      Terminal.error(error.message)
      return await session.end(.failed, status, isTold: false)
    }
    switch result {
    case .success(let status):
      let tally = await engine.progress().tally
      let final = status == .done && tally.ambiguous > 0 ? .ambiguous : status
      return await session.end(final == .refused ? .failed : .done, final.rawValue)
    case .failure(let error as Untouched):
      _ = await session.end(.failed, ExitStatus.refused.rawValue, isTold: false)
      throw Failure(.refused, error.message)
    case .failure(let error):
      let failure = Failure(error)
      _ = await session.end(.failed, failure.status.rawValue)
      throw failure
    }
  }

  /// Why nothing was begun: there is nothing to go on with.
  private struct Untouched: Error {
    let message: String
  }

  private func make(_ engine: RunEngine, _ reporter: any Reporter) async throws -> ExitStatus {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    let plan = name == "undo" ? await self.plan.named(by: engine) : self.plan
    let obstacles = try await engine.obstacles(of: plan)
    show(plan, await engine.forecast(of: plan, isBegun: true), obstacles)
    if !obstacles.drifted.isEmpty, !skipsDrifted {
      let count = obstacles.drifted.count
      throw Untouched(
        message:
          "\(count) pair\(count == 1 ? " is not as it was" : "s are not as they were") when the"
          + " plan was made; nothing was changed. Plan again, or leave out what has changed with"
          + " --skip-drifted")
    }
    if !obstacles.refused.isEmpty, name != "undo" {
      throw Failure(
        .refused,
        "\(obstacles.refused.count) pairs are refused by a rule of this run; nothing was changed")
    }
    let count = plan.count - obstacles.count
    guard count > 0 else {
      Terminal.error("nothing to do")
      return obstacles.refused.isEmpty
        ? obstacles.impossible.isEmpty ? .done : .noCredential : .refused
    }
    let question = count == 1 ? "Make this change?" : "Make these \(count) changes?"
    guard isConfirmed || Confirmation.isGiven(question) else {
      throw Untouched(
        message: Confirmation.canAsk
          ? "not confirmed; nothing was changed"
          : "nothing was changed: there is no terminal to ask at, so "
            + (earlier == nil
              ? "say --yes" : "give 'sendas \(name) --yes \(words.joined(separator: " "))'"))
    }
    // Not before: it would be drawn over the question.
    let progress = ProgressTicker(engine, reporter)
    let failures = await engine.apply(plan, without: obstacles)
    await progress.stop()
    if failures.contains(where: { $0.kind == "refused" }) { return .refused }
    let isWhole = obstacles.impossible.isEmpty && obstacles.refused.isEmpty && left.isEmpty
    return failures.isEmpty && isWhole ? .done : .itemsFailed
  }

  private func show(_ plan: Plan, _ forecast: RunForecast, _ obstacles: PlanObstacles) {
    var changes = plan
    // What a rule would have refused then is judged anew, and files are not written.
    (changes.problems, changes.files) = ([], [])
    for line in PlanText(plan: changes, forecast: forecast).lines { Terminal.error(line) }
    for file in plan.files { Terminal.error("not written by apply: \(file.path)") }
    let drift = name == "undo" ? "not as the run has left it" : "drifted"
    for line in obstacles.lines(drift) { Terminal.error(line) }
    for line in left { Terminal.error("left as it is: \(line)") }
  }
}
