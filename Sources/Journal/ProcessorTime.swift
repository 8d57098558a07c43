import Foundation
import Synchronization

/// Adds up what the journal takes of the processor, on whatever threads it works.
final class ProcessorTime: Sendable {
  private let sum = Mutex(Duration.zero)

  var total: Duration { sum.withLock { $0 } }

  /// Does something and counts it.
  func counting<Value>(_ body: () throws -> Value) rethrows -> Value {
    let start = Self.now
    defer { sum.withLock { $0 += Self.now - start } }
    return try body()
  }

  private static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
