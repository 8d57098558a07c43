public import CloseAPI
import Foundation
public import Journal
import Synchronization

/// Carries the operations of one run: through guardrails, the journal, coalescing and verification,
/// to Close and back.
///
/// Callers count as moving (see ``Stillness``) while they call: a host of scripts counts each call
/// from its beginning until its task goes on.
public actor RunEngine {
  /// Counts what moves in this run; the host of the scripts counts along.
  public nonisolated let stillness: Stillness
  /// The run as it began.
  public nonisolated let run: RunRecord

  let journal: RunJournal
  let transport: CloseTransport
  let identities: IdentityBook
  let defaultIdentity: String
  let options: RunOptions
  nonisolated let emit: @Sendable (RunEvent) -> Void
  /// Counted apart from the actor, so that the Lua thread can count without waiting.
  nonisolated let tally = Mutex(RunTally())
  private let clock = ContinuousClock()
  private let started = ContinuousClock.now

  var lanes: [UserID: Lane] = [:]
  var budget: ChangeBudget
  var replay: Replay
  /// The associations as they would be, where changes are only planned.
  var overlay = PlanOverlay()
  var books: [UserID: SharedFetch<[Association]>] = [:]
  private var occurrences = Occurrences()
  private var whenRefused: (@Sendable (RunError) -> Void)?
  private var isHeld = false
  var waiting: [Int: Waiter] = [:]
  var records: [OperationRecord] = []
  var lastFlush: Task<Void, any Error>?
  /// Ends of operations that an earlier attempt has left open.
  var reopened: [OperationOutcome] = []
  var journalFailure: RunError?
  /// Whether the journal knows in which organization the run acts.
  private var isPlaced = false
  private var hasEnded = false
  private var lastNumber = 0
  private var lastRequest = 0
  var people: SharedFetch<PeopleDirectory>?
  private(set) var organizationName: String?
  /// Changes of any resource whose outcome is awaited.
  var openRequests = 0
  /// Why nothing more of an identity is sent: its credential is not accepted any more.
  var refusals: [UserID: CloseError] = [:]
  private var whenIdle: [CheckedContinuation<Void, Never>] = []

  /// The changes of one identity, and the requests that carry them.
  struct Lane {
    let identity: Identity
    var queue: ChangeQueue
    /// The operations whose intent is in the journal.
    var intended: Set<Int> = []

    init(_ identity: Identity, _ options: RunOptions) {
      self.identity = identity
      queue = ChangeQueue(person: identity.me.email, size: options.requestSize)
    }
  }

  /// An operation with what the journal keeps of it.
  struct Asked {
    let operation: Operation
    var record: OperationRecord
  }

  /// Who waits for the end of an operation.
  struct Waiter {
    var record: OperationRecord
    var operation: Operation
    /// What an earlier attempt has found before it sent the change, if one may have sent it.
    var before: [Association]?
    var continuation: CheckedContinuation<Outcome, any Error>
  }

  /// Begins a run: from now on it is in the journal.
  ///
  /// - Parameters:
  ///   - run: What the journal is told of it.
  ///   - journal: Where it is written down.
  ///   - transport: The way to Close.
  ///   - source: Who can act in it.
  ///   - identity: The name of the identity that the run acts as where nothing else is said.
  ///   - options: How it goes about it.
  ///   - emit: Told what happens, on any thread.
  /// - Throws: ``RunError`` of kind `journal` if the run cannot be written down.
  public init(
    run: RunRecord, journal: RunJournal, transport: CloseTransport,
    identities source: any IdentitySource, identity: String, options: RunOptions = RunOptions(),
    emit: @escaping @Sendable (RunEvent) -> Void
  ) async throws {
    (self.run, self.journal, self.transport) = (run, journal, transport)
    (self.defaultIdentity, self.emit, self.options) = (identity, emit, options)
    budget = ChangeBudget(options.guardrails)
    replay = options.replay
    stillness = Stillness()
    identities = IdentityBook(source, transport: transport, stillness: stillness)
    do {
      if run.attempt > 1 {
        try await journal.beginAttempt(run.id, attempt: run.attempt)
      } else {
        try await journal.begin(run)
      }
    } catch { throw Self.unwritable(error) }
    stillness.alsoWhenStill { [weak self] in
      guard let self else { return }
      Task { await self.wentStill() }
    }
    emit(.started(run))
  }

  // MARK: People

  /// The identity that `word` names, or the run's own.
  ///
  /// - Throws: ``RunError`` where nobody is found, ``CloseError`` where `/me/` fails.
  public func identity(_ word: String? = nil) async throws -> Identity {
    if !isPlaced {
      // First of all, because the run's own identity decides in which organization it acts.
      let own = try await identities.identity(defaultIdentity)
      if !isPlaced {
        isPlaced = true
        try await place(in: own.organization, named: nil)
      }
    }
    do {
      return try await identities.identity(word ?? defaultIdentity)
    } catch let error as RunError where error.kind == .noCredential && options.isPlan {
      guard let person = try await person(word ?? defaultIdentity) else { throw error }
      return try await stranger(person)
    }
  }

  /// Somebody whose changes are planned although there is no credential for them.
  private func stranger(_ person: Person) async throws -> Identity {
    let own = try await identities.identity(defaultIdentity)
    let me = Me(
      user: User(
        id: person.id, email: person.email, firstName: person.firstName,
        lastName: person.lastName),
      organizationID: own.organization)
    return Identity(
      name: person.email, me: me, organization: own.organization, client: own.client,
      hasCredential: false)
  }

  private func place(in organization: OrganizationID, named name: String?) async throws(RunError) {
    organizationName = name ?? organizationName
    do {
      try await journal.placeRun(
        run.id, organizationID: organization.rawValue, organizationName: name)
    } catch { throw Self.unwritable(error) }
  }

  /// All configured identities, as far as they are known.
  public func candidates() async -> [IdentityCandidate] { await identities.candidates() }

  /// The person with this email or user id, or nil for nobody.
  public func person(_ word: String) async throws -> Person? {
    try await directory().person(word)
  }

  /// The person with this email or user id.
  ///
  /// - Throws: ``RunError`` of kind `unknownUser`, with the nearest email.
  public func knownPerson(_ word: String) async throws -> Person {
    let directory = try await directory()
    guard let person = directory.person(word) else { throw directory.unknown(word) }
    return person
  }

  /// The id of the user that `word` names, for an identity: an id as it is, an email by the
  /// organization's listing.
  ///
  /// - Throws: ``RunError`` of kind `unknownUser` for an email that nobody has.
  public func userID(_ word: String, for identity: Identity) async throws -> UserID {
    if identity.claims(word) { return identity.id }
    // Ids are opaque, but all of Close's user ids begin like this, and no email does.
    if word.hasPrefix("user_"), !word.contains("@") { return UserID(word) }
    return try await knownPerson(word).id
  }

  /// Everybody in the organization, active or not.
  public func allPeople() async throws -> [Person] { try await directory().people }

  /// Everybody, if somebody has asked for them before; no request is made.
  public var knownPeople: [Person] {
    get async { await people?.known?.people ?? [] }
  }

  private func directory() async throws -> PeopleDirectory {
    // Before the fetch and not in it: only those who are counted as moving may wait for an identity.
    let identity = try await identity()
    let fetch =
      people
      ?? SharedFetch(stillness) { [self] in
        async let users = identity.client.users()
        let organization = try await identity.client.organization(identity.organization)
        try await place(in: organization.id, named: organization.name)
        return try await PeopleDirectory(users: users, inactive: organization.inactiveMembers)
      }
    people = fetch
    return try await fetch.value
  }

  /// Who is active or protected, where a guardrail asks for it; nil where Close does not tell.
  func people(for operation: Operation) async throws -> PeopleDirectory? {
    // Who is protected is told by email, and not to know it is no reason to go on.
    if operation.kind.isChange, !options.guardrails.protected.isEmpty {
      return try await directory()
    }
    switch operation.kind {
    case .grant, .bulk, .sync: return try? await directory()
    case .me, .list, .get, .revoke, .request: return nil
    }
  }

  // MARK: Operations

  /// Carries one operation out and answers what came of it.
  ///
  /// A change that has left is never abandoned: it is awaited and journaled even if the calling task
  /// is cancelled. One that still waits is withdrawn.
  ///
  /// - Throws: ``RunError`` where it is refused or withdrawn, ``CloseError`` where Close says no.
  public func perform(_ operation: Operation) async throws -> Outcome {
    if let journalFailure { throw journalFailure }
    var asked = ask(operation)
    var before: [Association]?
    if operation.kind.isChange {
      switch replay.take(asked.record) {
      case .answered(let known):
        if let outcome = Outcome(known) {
          tally.withLock { $0.replayed += 1 }
          return outcome
        }
      case .refused(let known): throw known.journaledError
      case .unknown(let known):
        asked.record = known
        before = known.associationsBefore
      case nil: break
      }
    }
    try await check(asked)
    // A task that was told to end while this was on its way asks for nothing any more.
    guard !Task.isCancelled, !hasEnded else {
      note(asked, .withdrawn, error: Self.interrupted)
      throw Self.interrupted
    }
    try refuseDead(asked)
    if operation.kind.isChange {
      if options.isPlan { return try await plan(operation) }
      try hold(operation.identity.organization)
    }
    switch operation.kind {
    case .me, .list, .get: return try await read(asked)
    case .request(let request): return try await self.request(asked, request)
    case .grant(let user): return try await change(asked, to: user, .grant, before)
    case .revoke(.person(let user)): return try await change(asked, to: user, .revoke, before)
    case .revoke(.association(let id)): return try await revoke(asked, id, before)
    case .bulk(let bulk):
      return try await wait(for: asked, before) { queue, number in queue.add(bulk, id: number) }
    case .sync(let users, let prunes):
      let keeps = try await protectedUsers()
      return try await wait(for: asked, before) { queue, number in
        queue.add(ChangeQueue.Sync(id: number, users: users, prunes: prunes, keeps: keeps))
      }
    }
  }

  private func ask(_ operation: Operation) -> Asked {
    var record = record(of: operation)
    if operation.kind.isChange { record.occurrence = occurrences.next(record) }
    return Asked(operation: operation, record: record)
  }

  /// Throws what a guardrail says of it.
  private func check(_ asked: Asked) async throws {
    // What needs nobody's listing is refused without one.
    let guardrails = options.guardrails
    var refusal = guardrails.refusal(of: asked.operation, people: await people?.known)
    if refusal == nil {
      refusal = guardrails.refusal(
        of: asked.operation, people: try await people(for: asked.operation))
    }
    guard let refusal else { return }
    if options.isPlan { overlay.refused(refusal, at: asked.operation.place) }
    note(asked, .failed, error: refusal)
    throw refusal
  }

  private func protectedUsers() async throws -> Set<UserID> {
    let words = options.guardrails.protected
    guard !words.isEmpty else { return [] }
    let directory = try await directory()
    return Set(words.map { directory.person($0)?.id ?? UserID($0) })
  }

  private func hold(_ organization: OrganizationID) throws(RunError) {
    guard !isHeld, let hold = options.hold else { return }
    try hold(organization, run)
    isHeld = true
  }

  /// Sets what is called, on any thread, when a limit of the run has refused a change: nothing that
  /// the run does from then on can change that.
  public func whenLimitIsReached(_ handler: @escaping @Sendable (RunError) -> Void) {
    whenRefused = handler
  }

  func limitReached(_ refusal: RunError) {
    whenRefused?(refusal)
    whenRefused = nil
  }

  /// The changes of earlier attempts that this one has not asked for; they are not undone.
  public var changesLeft: [OperationRecord] { replay.left }

  /// Counts items of a batch as they end, for progress and the exit status.
  public nonisolated func itemEnded(_ failure: ItemFailure?) {
    tally.withLock {
      $0.endedItems += 1
      if failure != nil { $0.failedItems += 1 }
    }
    if let failure { emit(.itemFailed(failure)) }
  }

  /// Tells how many items a batch will have.
  public nonisolated func itemsKnown(_ count: Int) { tally.withLock { $0.knownItems += count } }

  /// The counts as they are now.
  public func progress() async -> RunProgress {
    let traffic = await transport.traffic
    let counts = tally.withLock { $0 }
    var remaining: Duration?
    if counts.endedItems > 0, counts.knownItems > counts.endedItems {
      let each = Double(traffic.sent) / Double(counts.endedItems)
      let requests = each * Double(counts.knownItems - counts.endedItems)
      remaining = await transport.forecast(Int(min(1e9, requests.rounded(.up))))
    }
    return RunProgress(
      tally: counts, requests: traffic.sent, throttled: traffic.throttled,
      waitingForLimit: traffic.waiting > 0 ? traffic.waitingUntil ?? .zero : nil,
      isRetryBudgetSpent: traffic.isRetryBudgetSpent, remaining: remaining,
      requesting: traffic.elapsed, leastTime: traffic.leastTime, share: traffic.share)
  }

  /// Waits for what has left, and writes the end of the run down.
  ///
  /// - Returns: The summary; and what went wrong with the journal, if anything did.
  public func finish(_ state: RunState, exitStatus: Int) async -> (RunSummary, RunError?) {
    await idle()
    hasEnded = true
    KillPoint.beforeEnd.pass()
    try? await flushRecords()
    let summary = RunSummary(
      run: run.id, state: journalFailure == nil ? state : .failed, progress: await progress(),
      duration: clock.now - started)
    do {
      try await journal.finish(
        run.id, state: summary.state, exitStatus: exitStatus, endedAt: Date(),
        summary: summary.json.description)
    } catch { journalFailure = journalFailure ?? Self.unwritable(error) }
    return (summary, journalFailure)
  }

  /// Waits until no request of a change is in flight and none waits to leave.
  func idle() async {
    guard !isIdle else { return }
    await withCheckedContinuation { whenIdle.append($0) }
  }

  private var isIdle: Bool {
    waiting.isEmpty && openRequests == 0 && lanes.values.allSatisfy(\.queue.isEmpty)
  }

  func wakeIfIdle() {
    guard isIdle else { return }
    for continuation in whenIdle { continuation.resume() }
    whenIdle = []
  }

  // MARK: Numbers

  func nextNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  func nextRequest() -> String {
    lastRequest += 1
    return "\(run.id)/\(lastRequest)"
  }

  static let interrupted = RunError(
    .cancelled, "the run was interrupted before this was sent")

  static func unwritable(_ error: any Error) -> RunError {
    RunError(
      .journal, "the journal cannot be written, and nothing is sent without it: \(error)",
      cause: error)
  }
}
