import Runs

/// Changes of a session that are made together: what was collected, or the inverse of what was made.
struct SessionPlan: Sendable {
  /// What came of it.
  enum End: Equatable, Sendable {
    /// Nothing of it is left to do.
    case done
    /// Nothing was sent, for this reason.
    case refused(String)
    /// So many changes were not made.
    case failed(Int)
  }

  let engine: RunEngine
  let reporter: SessionReporter
  /// Who is asked.
  let source: any LineSource
  let sendsUnasked: Bool

  /// Shows the plan, asks, and sends it.
  ///
  /// - Parameters:
  ///   - plan: The changes.
  ///   - left: What it leaves out, in words.
  /// - Returns: What came of it.
  /// - Throws: As ``RunEngine/obstacles(of:)``.
  func send(_ plan: Plan, left: [String] = []) async throws -> End {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    let obstacles = try await engine.obstacles(of: plan)
    let forecast = await engine.forecast(of: plan, isBegun: true)
    let lines =
      PlanText(plan: plan, forecast: forecast).lines + obstacles.lines()
      + left.map { "left as it is: \($0)" }
    for line in lines { Terminal.error(line) }
    let missing = plan.count - obstacles.count
    let impossible = obstacles.count - obstacles.drifted.count
    guard missing > 0 else {
      Terminal.error("nothing to send")
      return impossible == 0 ? .done : .failed(impossible)
    }
    if !sendsUnasked {
      let question = missing == 1 ? "Make this change?" : "Make these \(missing) changes?"
      reporter.pause(true)
      defer { reporter.pause(false) }
      if let refusal = await YesOrNo(source: source).refusal(question) { return .refused(refusal) }
    }
    let failures = await engine.apply(plan, without: obstacles)
    let failed = failures.count + impossible
    Terminal.error("\(missing - failures.count) of \(plan.count) changes made")
    return failed == 0 ? .done : .failed(failed)
  }
}
