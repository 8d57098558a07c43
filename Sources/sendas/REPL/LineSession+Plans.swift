import Runs

// Changes that are collected and made together, and changes that are taken back.
extension LineSession {
  func beginPlan() async throws {
    guard !isCollecting else {
      throw Failure(.usage, "changes are being collected already; :apply or :discard ends that")
    }
    await engine.beginPlan()
    isCollecting = true
    plannedBefore = 0
    await openGate()
    Terminal.error(
      "changes are collected from now on: :apply shows and sends them, :discard drops them")
  }

  func discardPlan() async throws {
    try refuseWithoutPlan()
    let count = try await planned().count
    await endPlan()
    Terminal.error("dropped \(Self.changes(count)); from now on changes are sent again")
  }

  func applyPlan() async throws {
    try refuseWithoutPlan()
    let plan = try await planned()
    guard plan.count > 0 else {
      let forecast = await engine.forecast(of: plan, isBegun: true)
      for line in PlanText(plan: plan, forecast: forecast).lines { Terminal.error(line) }
      return
    }
    await engine.pausePlan()
    let end: SessionPlan.End
    do { end = try await send(plan) } catch {
      await engine.continuePlan()
      throw error
    }
    if case .refused(let reason) = end {
      await engine.continuePlan()
      throw Failure(.refused, "\(reason); :apply asks again, :discard drops the changes")
    }
    await endPlan()
    if let numbers = reporter.takeChanges() { made.append(("the plan", numbers)) }
    if case .failed(let count) = end { throw Self.unfinished(count) }
  }

  /// Takes back what was made last.
  func undo() async throws {
    if isCollecting {
      throw Failure(
        .usage, ":undo takes back what was sent; :discard drops what is collected now")
    }
    guard let last = made.last else {
      throw Failure(.usage, "nothing is left to undo: this session has changed nothing else")
    }
    var (plan, untaken) = Plan.undoing(try await engine.operations(last.numbers))
    let names = PeopleNames(await engine.knownPeople)
    let left = untaken.map { $0.words(names) }
    plan.organizationID = try await planned().organizationID
    guard plan.count > 0 else {
      for line in left { Terminal.error("left as it is: \(line)") }
      Terminal.error("\(last.name) has changed nothing that could be undone")
      made.removeLast()
      return
    }
    Terminal.error("To take back what \(last.name) has changed:")
    let end = try await send(await named(plan), left: left)
    // What takes back is not taken back again: the next :undo goes further back.
    _ = reporter.takeChanges()
    switch end {
    case .done: made.removeLast()
    case .refused(let reason): throw Failure(.refused, reason)
    case .failed(let count): throw Self.unfinished(count)
    }
  }

  /// What is collected and not sent when the lines end is lost, and that is said.
  func dropUnsent() async {
    guard isCollecting else { return }
    let count = (try? await planned().count) ?? 0
    await endPlan()
    guard count > 0 else { return }
    Terminal.error("\(Self.changes(count)) \(count == 1 ? "was" : "were") collected and not sent")
  }

  /// Says how much is collected, where the last line has added to it.
  func tellPlanned() async {
    guard isCollecting, let count = try? await planned().count, count != plannedBefore else {
      return
    }
    plannedBefore = count
    Terminal.error("collected so far: \(Self.changes(count))")
  }

  // MARK: -

  private func send(_ plan: Plan, left: [String] = []) async throws -> SessionPlan.End {
    let job = SessionPlan(
      engine: engine, reporter: reporter, source: source, sendsUnasked: sendsUnasked)
    let work = Task { try await job.send(plan, left: left) }
    let result = await interruptibly(interrupt: { work.cancel() }, kill: {}, { await work.result })
    return try result.get()
  }

  private func planned() async throws -> Plan {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    return try await engine.plan(of: ["repl"])
  }

  private func named(_ plan: Plan) async -> Plan {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    return await plan.named(by: engine)
  }

  private func endPlan() async {
    await engine.dropPlan()
    isCollecting = false
    await openGate()
  }

  private func refuseWithoutPlan() throws(Failure) {
    if !isCollecting {
      throw Failure(.usage, "no changes are being collected; :plan begins to collect them")
    }
  }

  private static func unfinished(_ count: Int) -> Failure {
    Failure(.itemsFailed, "\(changes(count)) could not be made")
  }

  private static func changes(_ count: Int) -> String {
    "\(count) change\(count == 1 ? "" : "s")"
  }
}
