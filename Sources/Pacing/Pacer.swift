/// Says when the next request may go.
///
/// One pacer serves all keys and organisations of a program. It learns each bucket's limit from the
/// answers, spends a window as soon as it opens, and waits out one that is spent: without
/// competing programs no request is refused. Waiters of one key and priority go in the order in
/// which they asked, but for longer chains of requests, which go earlier.
public actor Pacer {
  private let time: TimeSource
  private var queue: PacingQueue
  private let memory: (any PacingMemory)?
  private var waiters: [Ticket: CheckedContinuation<Permit, any Error>] = [:]
  private var alarm: (rings: Double, task: Task<Void, Never>)?

  /// Makes a pacer that has learned nothing yet.
  ///
  /// - Parameters:
  ///   - clock: Must count the time a machine is asleep, as windows at the server go on then.
  ///   - share: The part of every window to use, above 0 and up to 1; the rest is left to other
  ///     programs of the account. Values outside are brought inside.
  ///   - connections: The most requests in flight at once, over all keys; at least 1.
  ///   - isStrict: Never send before a window has opened for sure, whatever the network does. It
  ///     costs up to a round trip per run for windows, and one per window for sliding logs.
  ///   - mostPerSecond: The most requests in any second, whatever they ask for, where a limit in
  ///     front of the server is known; one that is not known is learned from its refusals.
  ///   - memory: Where earlier runs have kept what they learned. What cannot be read there is
  ///     learned anew.
  public init<C: Clock>(
    clock: C = ContinuousClock(), share: Double = 1, connections: Int = 64,
    isStrict: Bool = false, mostPerSecond: Int? = nil, memory: (any PacingMemory)? = nil
  ) where C.Duration == Duration {
    time = TimeSource(clock)
    queue = PacingQueue(
      share: share, connections: connections, isStrict: isStrict, mostPerSecond: mostPerSecond)
    self.memory = memory
    var text = ""
    try? memory?.update {
      text = $0
      return $0
    }
    queue.remember(LearnedLimits(text: text))
  }

  /// Waits until a request may be sent in that bucket.
  ///
  /// - Parameters:
  ///   - key: Where the request counts.
  ///   - priority: Whom it should not keep waiting.
  ///   - following: How many requests can only be sent after this one was answered. Of equal
  ///     priority the longest chain goes first; it overtakes by five minutes at most, so that nobody
  ///     starves.
  /// - Returns: The permit, which counts until it is given back.
  /// - Throws: `CancellationError` when the calling task is cancelled before its turn comes; it has
  ///   left the queue then. A permit that was given is given, even to a task just cancelled.
  public func permit(
    for key: BucketKey, priority: PermitPriority = .change, following: Int = 0
  ) async throws -> Permit {
    try Task.checkCancellation()
    let ticket = queue.append(
      key, priority: priority, following: following, at: time.now())
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiters[ticket] = continuation
        serve()
      }
    } onCancel: {
      // It runs on the actor after the continuation is in place, because nothing suspends between
      // the queue and there.
      Task { await self.leave(ticket) }
    }
  }

  /// What has been done so far, and what is waited for.
  public var report: PacingReport {
    let look = queue.waitingCount > 0 ? queue.nextLook : nil
    return PacingReport(
      sent: queue.sentCount, throttled: queue.refusedCount, lost: queue.lostCount,
      inFlight: queue.inFlightCount, waiting: queue.waitingCount,
      waitingUntil: look.map { .seconds(max(0, $0 - time.now())) },
      timeWaited: .seconds(queue.secondsWaited),
      elapsed: .seconds(max(0, (queue.lastAnswer ?? 0) - (queue.firstWish ?? 0))),
      leastTime: queue.leastTime.map { .seconds($0) }, share: queue.share,
      stricter: queue.stricter)
  }

  /// The least time that `requests` more take, if they go to the same buckets in the same parts as
  /// those before; nil while too little is known.
  public func forecast(_ requests: Int) -> Duration? {
    queue.leastTime(for: requests, from: time.now()).map { .seconds($0) }
  }

  /// The least time that so many requests take in each bucket, from what this pacer has seen or
  /// earlier ones have learned; nil while the limit of none of them is known.
  public func forecast(_ requests: [BucketKey: Int]) -> Duration? {
    queue.leastTime(for: requests, from: time.now()).map { .seconds($0) }
  }

  /// The limits as the answers have shown them so far; nothing while nothing is certain.
  public var limits: [PacingLimit] {
    queue.learned.map {
      PacingLimit(group: $0.group, requests: $0.limit, window: .seconds($0.window))
    }
  }

  /// Keeps what was learned for the next run.
  ///
  /// - Throws: Whatever the memory throws.
  public func keep() throws {
    let learned = queue.learned
    guard let memory, !learned.isEmpty else { return }
    try memory.update { text in
      var limits = LearnedLimits(text: text)
      limits.merge(learned)
      return limits.text
    }
  }

  func answered(_ ticket: Ticket, status: Int, reading: RateReading?) {
    queue.answered(ticket, status: status, reading: reading, at: time.now())
    serve()
  }

  func lost(_ ticket: Ticket) {
    queue.lost(ticket, at: time.now())
    serve()
  }

  func unused(_ ticket: Ticket) {
    queue.unused(ticket)
    serve()
  }

  private func leave(_ ticket: Ticket) {
    guard let waiter = waiters.removeValue(forKey: ticket) else { return }
    _ = queue.leave(ticket, at: time.now())
    waiter.resume(throwing: CancellationError())
    serve()
  }

  /// Lets go whoever may, and sets the alarm for the next.
  private func serve() {
    while let ticket = queue.next(at: time.now()) {
      waiters.removeValue(forKey: ticket)?.resume(returning: Permit(ticket: ticket, pacer: self))
    }
    guard let look = queue.nextLook else {
      alarm?.task.cancel()
      alarm = nil
      return
    }
    // An alarm that rings too early looks again and is set anew; one too late is replaced.
    if let alarm, alarm.rings <= look { return }
    alarm?.task.cancel()
    alarm = (look, Task { [weak self, time] in await Self.ring(at: look, time, self) })
  }

  private static func ring(at look: Double, _ time: TimeSource, _ pacer: Pacer?) async {
    // A microsecond more than asked, so that rounding between number formats cannot wake us before.
    try? await time.sleepUntil(look + 1e-6)
    guard !Task.isCancelled else { return }
    await pacer?.alarmRang(for: look)
  }

  private func alarmRang(for look: Double) {
    guard let alarm, alarm.rings == look else { return }
    self.alarm = nil
    serve()
  }
}
