import RateModels

/// As many workers as there are connections, each of which sleeps the whole seconds of `reset`
/// after a 429; with one worker, what Close's own Python client does.
struct WorkerPoolStrategy: PacingStrategy {
  let workers: Int
  private var inFlight = 0
  private var sleeping: [Double] = []

  init(workers: Int) { self.workers = workers }

  mutating func leave(at now: Double) -> Leave {
    sleeping.removeAll { $0 <= now + 1e-9 }
    if inFlight + sleeping.count < workers { return .go }
    return .wait(until: sleeping.min())
  }

  mutating func sent(_ request: Int, at now: Double) { inFlight += 1 }

  mutating func answered(_ request: Int, _ reply: ServerReply, at now: Double) {
    inFlight -= 1
    if !reply.isAllowed { sleeping.append(now + max(0, reply.reset.rounded(.down)) + 0.001) }
  }
}
