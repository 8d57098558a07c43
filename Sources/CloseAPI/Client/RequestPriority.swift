import Pacing

/// Which of a program's requests go first when the rate limit does not suffice for all.
///
/// All get their turns: the order is one of weights.
public enum RequestPriority: Sendable, Hashable {
  /// Somebody sits at a terminal and waits for the answer.
  case interactive
  /// A change, or a read that a change needs.
  case change
  /// Reading back what is already done.
  case check

  var ofPermits: PermitPriority {
    switch self {
    case .interactive: .interactive
    case .change: .change
    case .check: .check
    }
  }
}
