/// Which waiters go first when the budget does not suffice for all.
///
/// The order is one of weights, not of ranks: while all three wait, of 73 permits 64 go to
/// interactive use, 8 to changes and 1 to checks, so that nothing starves.
public enum PermitPriority: Int, Sendable, Hashable, CaseIterable {
  /// Somebody sits at a terminal and waits for this answer.
  case interactive
  /// A change, or a read that a change needs.
  case change
  /// Reading back what is already done.
  case check

  /// `allCases`, made once.
  static let inOrder = allCases

  var weight: Double {
    switch self {
    case .interactive: 64
    case .change: 8
    case .check: 1
    }
  }
}
