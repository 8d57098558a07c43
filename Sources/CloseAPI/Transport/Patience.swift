import NIOCore

/// How long the requests on their way are still waited for.
///
/// One alarm serves them all. It is set for the first moment at which one of them could be late and
/// stays there when requests end; when it comes, it is set anew for those that are on their way by
/// then. The HTTP client would set two timers for each request and take both back, and to take one
/// back it looks through all that are set.
struct Patience<Request> {
  /// What became of a request that is waited for no longer.
  enum Lateness: Equatable {
    /// It has not left: there was no connection for it.
    case notSent
    /// It has left, and its answer did not come, or not all of it.
    case unanswered
  }

  private struct Wait {
    let request: Request
    let deadline: NIODeadline
    /// Since when nothing was sent and nothing has come; nil before the request has left.
    var silentSince: NIODeadline?
  }

  private let silence: TimeAmount
  private var waits: [Int: Wait] = [:]
  private var count = 0
  private var alarm: NIODeadline?

  /// - Parameter silence: how long an answer may pause.
  init(silence: TimeAmount) { self.silence = silence }

  /// Begins to wait for a request's answer, until a deadline at most.
  ///
  /// - Returns: The number of the request from now on, and the moment for which an alarm has to be set;
  ///   nil where one is set that is early enough.
  mutating func begin(
    _ request: Request, until deadline: NIODeadline, at now: NIODeadline
  ) -> (number: Int, alarm: NIODeadline?) {
    count += 1
    waits[count] = Wait(request: request, deadline: deadline)
    return (count, setAlarm(min(deadline, now + silence)))
  }

  /// The head of a request has left, or its body, or a piece of the answer has come.
  mutating func moved(_ number: Int, at now: NIODeadline) { waits[number]?.silentSince = now }

  /// A request is waited for no longer.
  mutating func end(_ number: Int) { waits[number] = nil }

  /// Looks who is late, when an alarm comes.
  ///
  /// - Returns: those who are, who are waited for no longer; and the moment for which an alarm has to
  ///   be set, nil for none.
  mutating func look(
    at now: NIODeadline
  ) -> (late: [(request: Request, lateness: Lateness)], alarm: NIODeadline?) {
    if let alarm, alarm <= now { self.alarm = nil }
    var late: [(request: Request, lateness: Lateness)] = []
    var next: NIODeadline?
    for (number, wait) in waits {
      let end = min(wait.deadline, (wait.silentSince ?? now) + silence)
      if end <= now {
        late.append((wait.request, wait.silentSince == nil ? .notSent : .unanswered))
        waits[number] = nil
      } else {
        next = min(next ?? end, end)
      }
    }
    return (late, next.flatMap { setAlarm($0) })
  }

  /// - Returns: The moment, unless an alarm is set that is as early.
  private mutating func setAlarm(_ moment: NIODeadline) -> NIODeadline? {
    if let alarm, alarm <= moment { return nil }
    alarm = moment
    return moment
  }
}
