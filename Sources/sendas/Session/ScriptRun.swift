import Journal
import Lua
import Runs
import Scripting

/// A script on its way: until it has ended, or was told to by a signal or its deadline.
struct ScriptRun {
  let host: ScriptHost
  let script: Script
  let session: Session
  let deadline: TimeSpan?

  /// Runs it, ends the session, and answers the status of the program.
  ///
  /// - Throws: ``Failure`` where the script does not take the words that it was given.
  func status() async throws -> Int32 {
    let stop = RunStop { take($0) }
    let interrupts = Interrupts { stop.begin(.signal($0)) }
    let alarm = deadline.map { deadline in
      Task { if (try? await Task.sleep(for: deadline.duration)) != nil { stop.begin(.deadline) } }
    }
    await session.engine.whenLimitIsReached { [session] refusal in
      session.reporter.report(.log(.error, refusal.message))
      stop.begin(.limit)
    }
    LuaState.sayLast("To go on: sendas resume \(session.engine.run.id)\n")
    let dump = TaskDump(host)
    let progress = ProgressTicker(session.engine, session.reporter)
    let report = await host.run(script)
    alarm?.cancel()
    await progress.stop()
    let verdict = RunVerdict(report.error, stop, await session.engine.progress())
    if let error = report.error, let usage = error["usage"].text {
      _ = await session.end(verdict.state, ExitStatus.usage.rawValue, isTold: false)
      // Its own place in the script is nothing to the person.
      throw Failure(.usage, "\(script.name): \(error.message)\nusage: \(usage)")
    }
    if let error = report.error, stop.cause == nil || error.kind != .cancelled {
      session.reporter.failed(error)
    }
    let status = await session.end(verdict.state, verdict.status)
    withExtendedLifetime((interrupts, dump)) {}
    return status
  }

  /// Runs it where changes are only planned.
  ///
  /// - Parameter command: The script and its words.
  /// - Returns: The status; and the plan with what it takes, unless the script failed.
  /// - Throws: As the engine, where it has not found out yet where it acts.
  func planned(_ command: [String]) async throws -> (Int32, (Plan, RunForecast)?) {
    let stop = RunStop { take($0) }
    let interrupts = Interrupts { stop.begin(.signal($0)) }
    let report = await host.run(script)
    let verdict = RunVerdict(report.error, stop, await session.engine.progress())
    var planned: (Plan, RunForecast)?
    if let error = report.error {
      session.reporter.failed(error)
    } else {
      // Of a script that has asked for nothing, who acts is asked only now.
      session.engine.stillness.moves()
      defer { session.engine.stillness.rests() }
      var plan = try await session.engine.plan(of: command)
      if plan.hasUnnamedPeople { plan = await plan.named(by: session.engine) }
      planned = (plan, await session.engine.forecast(of: plan, isBegun: false))
    }
    let status = await session.end(verdict.state, verdict.status)
    withExtendedLifetime(interrupts) {}
    return (status, planned)
  }

  private func take(_ step: RunStop.Step) {
    session.stopFetching()
    switch step {
    case .order(.signal(let number)):
      session.reporter.interrupted(by: number)
      host.interrupt()
    case .order(.deadline):
      let time = deadline.map { " of \($0)" } ?? ""
      session.reporter.report(
        .log(
          .warning,
          "the deadline\(time) has passed: what was sent is awaited, what was not is withdrawn"))
      host.interrupt()
    // Which limit was said.
    case .order(.limit): host.interrupt()
    case .force: host.kill("the script did not end in the 10 s after it was told to")
    }
  }
}
