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
    let work = Task { try await make(engine) }
    let interrupts = Interrupts { number in
      reporter.interrupted(by: number)
      work.cancel()
    }
    let progress = ProgressTicker(engine, reporter)
    let result = await work.result
    await progress.stop()
    if let signal = interrupts.received {
      return await session.end(.interrupted, ExitStatus.interrupted(by: signal))
    }
    switch result {
    case .success(let status):
      let tally = await engine.progress().tally
      let final = status == .done && tally.ambiguous > 0 ? .ambiguous : status
      return await session.end(final == .refused ? .failed : .done, final.rawValue)
    case .failure(let error):
      let failure = Failure(error)
      _ = await session.end(.failed, failure.status.rawValue)
      throw failure
    }
  }

  private func make(_ engine: RunEngine) async throws -> ExitStatus {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    let plan = name == "undo" ? await self.plan.named(by: engine) : self.plan
    let obstacles = try await engine.obstacles(of: plan)
    show(plan, await engine.forecast(of: plan, isBegun: true), obstacles)
    if !obstacles.drifted.isEmpty, !skipsDrifted {
      throw Failure(
        .refused,
        "\(obstacles.drifted.count) pairs are not as they were when the plan was made; nothing was"
          + " changed. Plan again, or leave them out with --skip-drifted")
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
    guard isConfirmed || Confirmation.isGiven("Make these \(count) changes?") else {
      throw Failure(
        .refused,
        Confirmation.canAsk
          ? "not confirmed; nothing was changed"
          : "nothing was changed: there is no terminal to ask at, so "
            + (earlier == nil
              ? "say --yes" : "give 'sendas \(name) --yes \(words.joined(separator: " "))'"))
    }
    let failures = await engine.apply(plan, without: obstacles)
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

/// Asks a person at the terminal.
enum Confirmation {
  /// Whether there is somebody to ask.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Whether the answer is yes; no where nobody can be asked.
  static func isGiven(_ question: String) -> Bool {
    guard canAsk else { return false }
    Terminal.prompt(question + " [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }
}
