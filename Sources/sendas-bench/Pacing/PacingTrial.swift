import Emulator
import RateModels

/// Requests of one program, a network and a server, in virtual time.
struct PacingTrial {
  /// Other programs that use the same bucket.
  struct Rival {
    /// Requests per second.
    var rate: Double
    /// How many come at once.
    var burst = 1
  }

  struct Outcome {
    /// When the last request was answered, seconds; the patience for a trial that stalled.
    var makespan: Double
    /// Own requests refused.
    var refused = 0
    var rivalRequests = 0
    var rivalRefused = 0
  }

  let count: Int
  let network: Network
  var rival: Rival?
  var seed = 0
  /// Seconds after which a trial counts as stalled.
  var patience = 3000.0

  func run(_ strategy: some PacingStrategy, on server: any ServerModel) -> Outcome {
    var strategy = strategy
    var server = server
    var random = SplitMix64(seed: seed + 99)
    var outcome = Outcome(makespan: patience)
    var events = EventHeap()
    var replies: [ServerReply?] = []
    var left = count
    var served = 0
    var next = 0
    var look = Double.infinity
    if let rival {
      events.schedule(.rival, at: random.exponential(rate: rival.rate / Double(rival.burst)))
    }
    events.schedule(.look, at: 0)
    while let event = events.next(), event.time <= patience {
      let now = event.time
      switch event.kind {
      case .look:
        if now >= look - 1e-12 { look = .infinity }
      case .rival:
        guard let rival else { continue }
        for _ in 0..<rival.burst {
          outcome.rivalRequests += 1
          if !server.hit(at: now).isAllowed { outcome.rivalRefused += 1 }
        }
        events.schedule(
          .rival, at: now + random.exponential(rate: rival.rate / Double(rival.burst)))
        continue
      case .arrival:
        replies[event.request] = server.hit(at: now)
        events.schedule(.answer, at: now + network.back(event.request), request: event.request)
        continue
      case .answer:
        guard let reply = replies[event.request] else { continue }
        strategy.answered(event.request, reply, at: now)
        if reply.isAllowed {
          served += 1
        } else {
          outcome.refused += 1
          left += 1
        }
        if served == count {
          outcome.makespan = now
          return outcome
        }
      }
      while left > 0 {
        guard case .wait(let until) = strategy.leave(at: now) else {
          strategy.sent(next, at: now)
          replies.append(nil)
          events.schedule(.arrival, at: now + network.there(next), request: next)
          next += 1
          left -= 1
          continue
        }
        if let until, until < look - 1e-9 {
          look = max(until, now + 1e-6)
          events.schedule(.look, at: look)
        }
        break
      }
    }
    return outcome
  }
}
