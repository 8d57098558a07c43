import RateModels

/// The best that anybody could do: it knows server, phase and every delay, and lets each request
/// arrive the instant it is allowed.
enum Clairvoyant {
  /// The least makespan, seconds, of `count` requests over `connections`.
  ///
  /// With `cold` only so many requests go before the first answer, and everything is known after
  /// it: a bound for every client that starts knowing nothing.
  static func makespan(
    _ count: Int, connections: Int, network: Network, server: any ServerModel, cold: Int = 0
  ) -> Double {
    var server = server
    var arrivals = EventHeap()
    var end = 0.0
    var sent = 0
    if cold > 0 {
      var first: [(time: Double, request: Int)] = (0..<cold).map { (network.there($0), $0) }
      first.sort { $0.time < $1.time }
      for (time, request) in first {
        let arrival = server.opening(from: time)
        _ = server.hit(at: arrival)
        end = max(end, arrival + network.back(request))
      }
      sent = cold
    }
    let start = end
    for _ in 0..<min(connections, count - sent) {
      arrivals.schedule(.arrival, at: start + network.there(sent), request: sent)
      sent += 1
    }
    while let event = arrivals.next() {
      let opening = server.opening(from: event.time)
      guard opening <= event.time + 1e-12 else {
        arrivals.schedule(.arrival, at: opening, request: event.request)
        continue
      }
      _ = server.hit(at: event.time)
      let done = event.time + network.back(event.request)
      end = max(end, done)
      if sent < count {
        arrivals.schedule(.arrival, at: done + network.there(sent), request: sent)
        sent += 1
      }
    }
    return end
  }
}
