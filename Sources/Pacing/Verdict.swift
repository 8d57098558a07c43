/// Whether one more request may be sent now.
enum Verdict: Sendable, Equatable {
  case go
  /// Ask again at that time (seconds), or, with nil, after the next answer.
  case wait(until: Double?)
}

/// The number of one request, from its wish to be sent until its answer; they count up.
package typealias Ticket = UInt64
