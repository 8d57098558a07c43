import CloseAPI
import Foundation
import Journal
import Synchronization

// The way of a change: gathered, journaled, sent, verified, answered.
extension RunEngine {
  func change(
    _ asked: Asked, to user: UserID, _ wish: ChangeQueue.Change.Wish
  ) async throws -> Outcome {
    try await wait(for: asked) { queue, number in
      queue.add(
        ChangeQueue.Change(id: number, user: user, wish: wish, isAgain: asked.before != nil))
    }
  }

  /// An association's id names a pair only through the before-state, or through Close itself.
  @inline(never)
  func revoke(_ asked: Asked, _ id: AssociationID) async throws -> Outcome {
    let operation = asked.operation
    let user: UserID?
    do {
      user = try await person(of: id, operation.identity)
      if let user {
        var resolved = operation
        resolved.kind = .revoke(.person(user))
        let people = try await people(for: resolved)
        if let refusal = options.guardrails.refusal(of: resolved, people: people) { throw refusal }
      }
    } catch {
      note(asked, .failed, error: error)
      throw error
    }
    if let user { return try await change(asked, to: user, .revoke) }
    // It may be the earlier attempt that has taken it back.
    let was = asked.before?.contains { $0.id == id } ?? false
    tally.withLock { if was { $0.revoked += 1 } else { $0.nothingToRevoke += 1 } }
    note(asked, was ? .done : .unchanged, outcome: .revoked(was))
    return .revoked(was)
  }

  /// Whom the association allows; nil where there is none.
  func person(of id: AssociationID, _ identity: Identity) async throws -> UserID? {
    let book = lanes[identity.id]?.queue.book ?? [:]
    if let association = book.values.first(where: { $0.id == id }) {
      return association.allowedUserID
    }
    let association: Association
    do {
      association = try await resting { try await identity.client.association(id) }
    } catch let error as CloseError where error.kind == .notFound {
      return nil
    }
    guard association.allowingUserID == identity.id else {
      throw RunError(
        .wrongIdentity,
        "association \(id) was granted by \(association.allowingUserID), and only that person can"
          + " revoke it; call sendas.as(\"\(association.allowingUserID)\").revoke(\"\(id)\")")
    }
    return association.allowedUserID
  }

  /// Puts a change into its identity's queue and waits for its end.
  @inline(never)
  func wait(
    for asked: Asked, _ add: (inout ChangeQueue, Int) -> Void
  ) async throws -> Outcome {
    let number = nextNumber()
    let id = asked.operation.identity.id
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        guard !Task.isCancelled else {
          note(asked, .withdrawn, error: Self.interrupted)
          continuation.resume(throwing: Self.interrupted)
          return
        }
        waiting[number] = Waiter(asked: asked, continuation: continuation)
        add(&lanes[id, default: Lane(asked.operation.identity, options)].queue, number)
        if asked.record.number > 0 { lanes[id]?.intended.insert(number) }
        pump(id)
        tellWhatStands(of: id)
        stillness.rests()
      }
    } onCancel: {
      Task { await self.withdraw(number, of: id) }
    }
  }

  /// Sets what is asked, on any thread, for more changes before those that have gathered leave.
  ///
  /// - Parameter more: Answers whether there may be more; then it has counted as moving what makes them.
  public func beforeGatheredLeave(_ more: @escaping @Sendable () -> Bool) { gathersMore = more }

  /// Nothing moves any more, so what has gathered can leave.
  func wentStill() async {
    if gatherMore() { return }
    if stillness.isStill { await tellForecast() }
    // While it was told, a batch may have started all that it was allowed to.
    if gatherMore() { return }
    for id in lanes.keys where stillness.isStill {
      guard let actions = lanes[id]?.queue.next(still: true, budget: &budget) else { continue }
      carryOut(actions, for: id)
    }
    // Not each time: where nothing is paced, that is after every answer.
    if stillness.isStill, ContinuousClock.now - lastWritten > .milliseconds(250) {
      try? await flushRecords()
    }
  }

  /// Asks for more, if changes have gathered and nothing moves; answers whether there may be more.
  private func gatherMore() -> Bool {
    stillness.isStill && lanes.values.contains(where: \.queue.hasGathered) && gathersMore()
  }

  func pump(_ id: UserID) {
    guard let actions = lanes[id]?.queue.next(still: false, budget: &budget) else { return }
    carryOut(actions, for: id)
    // A list has come while nothing else moved: what is left waits for nobody, but batches are asked
    // for more of it first, and it is told how much it is.
    if stillness.isStill, lanes[id]?.queue.hasGathered == true { Task { await wentStill() } }
  }

  func carryOut(_ actions: [ChangeQueue.Action], for id: UserID) {
    guard !actions.isEmpty, let identity = lanes[id]?.identity else { return }
    var settled: [(number: Int, settlement: ChangeQueue.Settlement)] = []
    for action in actions {
      switch action {
      case .settle(let number, let settlement): settled.append((number, settlement))
      case .load:
        startsRequest()
        Task { await load(id, identity) }
      case .send(let request):
        startsRequest()
        Task { await send(request, for: id, identity) }
      case .readBack(let request, let error, let delay):
        Task { await readBack(request, error, after: delay, for: id, identity) }
      }
    }
    if !settled.isEmpty { Task { [settled] in await settle(settled, of: id) } }
  }

  private func startsRequest() {
    preparing += 1
    begunRequests += 1
  }

  private func load(_ id: UserID, _ identity: Identity) async {
    do { try await remember(id) } catch {
      preparing -= 1
      let failure = Self.unwritable(error)
      journalFailure = failure
      return advance(id) { $0.loaded(.failure(CloseError(.cancelled, failure.message)), at: .now) }
    }
    let date = Date()
    let client = carrier(identity, following: lanes[id]?.queue.needs.writes ?? 0)
    let result = await Self.result { () throws(CloseError) in
      try await client.associations(allowing: id)
    }
    advance(id) { $0.loaded(result, at: date) }
  }

  /// Tells the queue of an identity what earlier attempts and other runs have written not long ago.
  func remember(_ id: UserID) async throws {
    let earlier =
      ownWrites
      ?? Task { [journal, run] in
        let since = Date(timeIntervalSinceNow: -OwnWrites.lag)
        return OwnWrites.byIdentity(try await journal.recentChanges(besides: run, since: since))
      }
    ownWrites = earlier
    if let own = try await earlier.value[id] { lanes[id]?.queue.own.add(own) }
  }

  private func readBack(
    _ request: ChangeQueue.Request, _ error: CloseError, after delay: Duration, for id: UserID,
    _ identity: Identity
  ) async {
    // Nobody cancels this task: what has left is awaited.
    if delay > .zero { try? await options.clock.sleep(for: delay) }
    let date = Date()
    let client = checker(identity)
    let result = await Self.result { () throws(CloseError) in
      try await client.associations(allowing: id)
    }
    advance(id) { $0.readBack(request, error, result, at: date) }
  }

  private func send(
    _ request: ChangeQueue.Request, for id: UserID, _ identity: Identity
  ) async {
    let requestID = nextRequest()
    let fresh = request.callers.filter { lanes[id]?.intended.contains($0) == false }
    for number in request.callers { waiting[number]?.asked.record.request = requestID }
    for number in fresh { waiting[number]?.asked.record.before = before(request, of: id) }
    do {
      KillPoint.beforeIntent.pass()
      if let journalFailure { throw journalFailure }
      let intents = fresh.compactMap { number in waiting[number].map { (number, $0.asked.record) } }
      let written = try await write(intents.map(\.1))
      for ((number, _), record) in zip(intents, written) { waiting[number]?.asked.record = record }
      lanes[id]?.intended.formUnion(fresh)
      KillPoint.afterIntent.pass()
    } catch {
      preparing -= 1
      for number in request.callers { answer(number, .failure(error)) }
      let withdrawn = CloseError(.cancelled, "\(error)")
      advance(id) { $0.answered(request, .failure(withdrawn), at: .now) }
      return
    }
    let client = carrier(identity, following: lanes[id]?.queue.needs.writes ?? 0)
    let result = await Self.result { () throws(CloseError) in
      try await Self.transmit(request, by: client, as: id)
    }
    KillPoint.afterAnswer.pass()
    advance(id) { $0.answered(request, result, at: .now) }
  }

  private static func transmit(
    _ request: ChangeQueue.Request, by client: CloseClient, as id: UserID
  ) async throws(CloseError) -> [Association]? {
    switch request.form {
    case .bulk:
      let change = try BulkChange(allowed: request.allowed, disallowed: request.disallowed)
      return try await client.bulk(change)
    case .create:
      return [try await client.grant(to: request.allowed[0], from: id)]
    case .delete:
      let user = request.disallowed[0]
      do {
        try await client.revoke(allowed: user, allowing: id)
      } catch  where error.kind == .notFound {
        // Gone already, which is what was wanted.
      }
      return nil
    }
  }

  private func advance(_ id: UserID, _ step: (inout ChangeQueue) -> [ChangeQueue.Action]) {
    guard var queue = lanes[id]?.queue else { return }
    let actions = step(&queue)
    lanes[id]?.queue = queue
    carryOut(actions, for: id)
    pump(id)
    tellWhatStands(of: id)
    wakeIfIdle()
  }

  /// Lets calls know what stands of an identity's permissions, or that it is about to change.
  func tellWhatStands(of id: UserID) { known.stands(lanes[id]?.queue.standing, of: id) }

  private func withdraw(_ number: Int, of id: UserID) async {
    guard let waiter = waiting[number], lanes[id]?.queue.withdraw(number) == true else { return }
    let ended = end(
      waiter.asked.record, of: waiter.asked.operation, .withdrawn, .failure(Self.interrupted))
    if lanes[id]?.intended.remove(number) == nil {
      keep(ended)
    } else if waiter.asked.before == nil {
      do { try await journal.settle([outcome(of: ended)]) } catch {
        journalFailure = Self.unwritable(error)
      }
    }
    // One that an earlier attempt may have sent stays an intent: whether it was made is not known.
    emit(.operation(ended))
    answer(number, .failure(Self.interrupted))
  }

  func answer(_ number: Int, _ result: Result<Outcome, any Error>) {
    guard let waiter = waiting.removeValue(forKey: number) else { return }
    stillness.moves()
    waiter.continuation.resume(with: result)
    wakeIfIdle()
  }

  private static func result<Value>(
    _ body: () async throws(CloseError) -> Value
  ) async -> Result<Value, CloseError> {
    do {
      return .success(try await body())
    } catch {
      return .failure(error)
    }
  }
}
