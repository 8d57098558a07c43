/// How many repeats all requests of a program together may cost.
///
/// When a server is down, every request would otherwise be sent five times; a fifth more than what
/// was asked for is enough to get over what goes by (`reference/pacing.md`, section 2.6).
struct RetryBudget: Sendable {
  /// Repeats that are allowed however few operations there were.
  static let least = 10
  /// Operations for each repeat beyond those.
  static let operationsPerRepeat = 5

  private(set) var operations = 0
  private(set) var repeats = 0
  /// Whether a repeat was refused.
  private(set) var isSpent = false

  /// Counts an operation, however often it will be sent.
  mutating func began() { operations += 1 }

  /// Whether one more repeat may leave; counted if so.
  mutating func take() -> Bool {
    guard repeats < max(Self.least, operations / Self.operationsPerRepeat) else {
      isSpent = true
      return false
    }
    repeats += 1
    return true
  }
}
