import Synchronization

/// Where an iterator stands.
final class Counter: Sendable {
  private let value = Atomic(0)

  /// The next number, from 0.
  func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}
