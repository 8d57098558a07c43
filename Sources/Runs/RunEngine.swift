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
  nonisolated let options: RunOptions
  nonisolated let emit: @Sendable (RunEvent) -> Void
  /// Counted apart from the actor, so that the Lua thread can count without waiting.
  nonisolated let tally = Mutex(RunTally())
  private let clock = ContinuousClock()
  private let started = ContinuousClock.now

  var lanes: [UserID: Lane] = [:]
  var budget: ChangeBudget
  /// What can be told without waiting for this actor.
  nonisolated let known: Foreknowledge
  /// Whether changes are only planned now: in a run that is a plan, and in a session that collects one.
  var isPlanning: Bool { didSet { openGate() } }
  /// The associations as they would be, where changes are only planned.
  var overlay = PlanOverlay()
  /// What the planned changes would spend.
  var plannedBudget: ChangeBudget
  var books: [UserID: SharedFetch<[Association]>] = [:]
  /// Apart from the actor for the same reason.
  nonisolated let occurrences = Mutex(Occurrences())
  nonisolated let inputs = Mutex(Inputs())
  /// What is to be looked up in the journal.
  var recalls: [Recall] = []
  var isRecalling = false
  var whenRefused: (@Sendable (RunError) -> Void)?
  /// Asked for more changes before gathered ones leave; answers whether there may be more.
  var gathersMore: @Sendable () -> Bool = { false }
  var isHeld = false { didSet { openGate() } }
  var waiting: [Int: Waiter] = [:]
  /// What is being written just now, by number.
  var flushes: [Int: Task<[OperationRecord], any Error>] = [:]
  var flushCount = 0
  var lastWritten = ContinuousClock.now
  /// Ends of operations that an earlier attempt has left open.
  var reopened: [OperationOutcome] = []
  var journalFailure: RunError? { didSet { openGate() } }
  /// Whether the journal knows in which organization the run acts.
  var isPlaced = false
  var hasEnded = false { didSet { openGate() } }
  /// Whether it was told how much is going to be sent.
  var hasForecast = false
  /// How many items were known when all of them had come to their change.
  var forecastItems = 0
  /// Lists and changes that have begun to leave.
  var begunRequests = 0
  /// Requests of changes that have begun and that the transport does not know of yet.
  var preparing = 0
  private var lastNumber = 0
  private var lastRequest = 0
  var people: SharedFetch<PeopleDirectory>? { didSet { if people == nil { known.learn(nil) } } }
  var organizationName: String?
  /// Changes of any resource whose outcome is awaited.
  var openRequests = 0
  /// Why nothing more of an identity is sent: its credential is not accepted any more.
  var refusals: [UserID: CloseError] = [:]
  /// What was written not long before this attempt, by identity; read when the first is needed.
  var ownWrites: Task<[UserID: OwnWrites], any Error>?
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

  /// An operation on its way, and what the journal keeps of it.
  ///
  /// An object, because thousands may wait and every step hands it on.
  final class Asked {
    let operation: Operation
    var record: OperationRecord
    /// What an earlier attempt has found before it sent the change, if one may have sent it.
    var before: [Association]?

    init(_ begun: BegunOperation) { (operation, record) = (begun.operation, begun.record) }
  }

  /// Who waits for the end of an operation.
  struct Waiter {
    let asked: Asked
    let continuation: CheckedContinuation<Outcome, any Error>
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
    (isPlanning, plannedBudget) = (options.isPlan, budget)
    known = Foreknowledge(retry: options.retry)
    stillness = Stillness()
    identities = IdentityBook(
      source, transport: transport, stillness: stillness,
      priority: options.isInteractive ? .interactive : .change)
    do {
      if run.attempt > 1 {
        try await journal.beginAttempt(run.id, attempt: run.attempt)
        // Those of a run that an older build of this program has begun have none, or others.
        try await journal.fillContents(
          of: run.id, kinds: Operation.Kind.changes, ChangeKey.content(of:))
      } else {
        try await journal.begin(run)
      }
    } catch { throw Self.unwritable(error) }
    openGate()
    await readAhead()
    stillness.alsoWhenStill { [weak self] in
      guard let self else { return }
      Task { await self.wentStill() }
    }
    emit(.started(run))
  }

  /// Whether changes are only planned.
  public nonisolated var isPlan: Bool { options.isPlan }

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
      requesting: traffic.elapsed, leastTime: traffic.leastTime, share: traffic.share,
      stricterLimits: traffic.stricterLimits)
  }

  /// Waits for what has left, and writes the end of the run down.
  ///
  /// - Returns: The summary; and what went wrong with the journal, if anything did.
  public func finish(_ state: RunState, exitStatus: Int) async -> (RunSummary, RunError?) {
    await idle()
    await keepInputs()
    await rememberIdentities()
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

  private func openGate() {
    known.set(
      journalFailure != nil || hasEnded || isPlanning
        ? .shut : isHeld || options.hold == nil ? .open : .remembering)
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
