import RateModels

@testable import Pacing

/// Requests of a program, a network and a server, in virtual time, around the pacer's pure machine.
struct Simulation {
  /// Seconds; each way takes half of it, give or take `jitter`.
  var roundTrip = 0.14
  var jitter = 1.0 / 7
  var connections = 16
  var share = 1.0
  var mostPerSecond: Int?
  var form = HeaderForm.commas
  var seed = 0
  /// The part of requests whose answer never comes; half of them never reach the server either.
  var lossRate = 0.0
  /// After so many seconds a request without an answer is given up and sent anew.
  var timeout = 5.0
  /// Seconds after which a run counts as stalled.
  var patience = 3000.0

  struct Result: Equatable {
    var served = 0
    var refused = 0
    var lost = 0
    /// When the last request was answered; nil for a run that stalled.
    var makespan: Double?
    /// The requests in the order in which they were first sent.
    var order: [Int] = []
  }

  private enum Event {
    case look
    case arrival(Ticket)
    case answer(Ticket, ServerReply)
    case givenUp(Ticket)
  }

  private struct Timed: Comparable {
    var time: Double
    var number: Int
    var event: Event

    static func < (a: Timed, b: Timed) -> Bool {
      (a.time, a.number) < (b.time, b.number)
    }

    static func == (a: Timed, b: Timed) -> Bool { a.number == b.number }
  }

  /// Sends one request per key in `jobs`, all of them wished for at time 0.
  func run(_ jobs: [String], on server: some LimitedServer) -> Result {
    var server = server
    var random = SeededGenerator(seed)
    var queue = PacingQueue(
      share: share, connections: connections, mostPerSecond: mostPerSecond)
    var result = Result()
    var events = Heap<Timed>()
    var number = 0
    var jobOf: [Ticket: Int] = [:]
    var nextLook = Double.infinity
    func way() -> Double {
      roundTrip / 2 * (1 + jitter * Double.random(in: -1...1, using: &random))
    }
    func schedule(_ time: Double, _ event: Event) {
      number += 1
      events.insert(Timed(time: time, number: number, event: event))
    }
    func wish(_ job: Int, at now: Double) {
      let key = BucketKey(credential: jobs[job], organization: "orga_1", group: "POST /send_as")
      jobOf[queue.append(key, at: now)] = job
    }
    func serve(at now: Double) {
      while let ticket = queue.next(at: now) {
        if let job = jobOf[ticket], result.order.count < jobs.count { result.order.append(job) }
        let isLost = Double.random(in: 0..<1, using: &random) < lossRate
        if isLost { schedule(now + timeout, .givenUp(ticket)) }
        if !isLost || Bool.random(using: &random) { schedule(now + way(), .arrival(ticket)) }
        if isLost { result.lost += 1 }
      }
      if let look = queue.nextLook, look < nextLook {
        nextLook = look
        schedule(max(look, now) + 1e-6, .look)
      }
    }
    for job in jobs.indices { wish(job, at: 0) }
    serve(at: 0)
    var isLost: Set<Ticket> = []
    while let timed = events.first, timed.time < patience {
      events.removeFirst()
      let now = timed.time
      switch timed.event {
      case .look: nextLook = .infinity
      case .arrival(let ticket):
        let job = jobOf[ticket] ?? 0
        schedule(now + way(), .answer(ticket, server.hit(at: now, key: jobs[job])))
        continue
      case .givenUp(let ticket):
        isLost.insert(ticket)
        queue.lost(ticket, at: now)
        if let job = jobOf[ticket] { wish(job, at: now) }
      case .answer(let ticket, let answer):
        if isLost.contains(ticket) { continue }
        let status = answer.isAllowed ? 200 : 429
        let reading = RateReading(status: status, headers: form.headers(for: answer))
        queue.answered(ticket, status: status, reading: reading, at: now)
        if answer.isAllowed {
          result.served += 1
          result.makespan = result.served == jobs.count ? now : nil
        } else {
          result.refused += 1
          if let job = jobOf[ticket] { wish(job, at: now) }
        }
      }
      if result.makespan != nil { return result }
      serve(at: now)
    }
    return result
  }
}
