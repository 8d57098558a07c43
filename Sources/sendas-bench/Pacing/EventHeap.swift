/// What happens next in a simulation.
struct EventHeap {
  enum Kind: UInt8 {
    case look, arrival, answer, rival
  }

  struct Event {
    var time: Double
    /// Of events at the same time the one scheduled first comes first.
    var number: Int
    var kind: Kind
    var request: Int

    func isBefore(_ other: Event) -> Bool {
      time < other.time || (time == other.time && number < other.number)
    }
  }

  private var events: [Event] = []
  private var count = 0

  mutating func schedule(_ kind: Kind, at time: Double, request: Int = 0) {
    count += 1
    events.append(Event(time: time, number: count, kind: kind, request: request))
    var child = events.count - 1
    while child > 0, events[child].isBefore(events[(child - 1) / 2]) {
      events.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func next() -> Event? {
    guard let first = events.first, let last = events.popLast() else { return nil }
    guard !events.isEmpty else { return first }
    events[0] = last
    var parent = 0
    while true {
      var least = parent
      let left = 2 * parent + 1
      if left < events.count, events[left].isBefore(events[least]) { least = left }
      if left + 1 < events.count, events[left + 1].isBefore(events[least]) { least = left + 1 }
      if least == parent { return first }
      events.swapAt(parent, least)
      parent = least
    }
  }
}
