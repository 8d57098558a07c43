/// What a pacer has done so far, and what it waits for now.
public struct PacingReport: Sendable, Equatable {
  /// Permits given, without those handed back unused: requests that may have reached a server.
  public var sent: Int

  /// Answers with status 429.
  public var throttled: Int

  /// Requests without an answer.
  public var lost: Int

  /// Requests whose answer is awaited now.
  public var inFlight: Int

  /// Callers who wait for a permit now.
  public var waiting: Int

  /// From now until the soonest opening; nil when nobody waits, or only for answers.
  public var waitingUntil: Duration?

  /// The time that all callers together waited for permits, those who gave up included.
  public var timeWaited: Duration

  /// From the first wish to the last answer.
  public var elapsed: Duration

  /// The least time in which anybody could have had these answers, at this share and with these
  /// connections, see ``LeastTime``; nil while the kind of the limit is unknown.
  public var leastTime: Duration?

  /// The part of every window that may be used.
  public var share: Double

  /// Limits that are stricter than headers say, as refusals have shown them.
  public var stricter: [StricterLimit]

  /// Makes a report; without arguments that of a pacer that has done nothing.
  public init(
    sent: Int = 0, throttled: Int = 0, lost: Int = 0, inFlight: Int = 0, waiting: Int = 0,
    waitingUntil: Duration? = nil, timeWaited: Duration = .zero,
    elapsed: Duration = .zero, leastTime: Duration? = nil, share: Double = 1,
    stricter: [StricterLimit] = []
  ) {
    self.sent = sent
    self.throttled = throttled
    self.lost = lost
    self.inFlight = inFlight
    self.waiting = waiting
    self.waitingUntil = waitingUntil
    self.timeWaited = timeWaited
    self.elapsed = elapsed
    self.leastTime = leastTime
    self.share = share
    self.stricter = stricter
  }
}
