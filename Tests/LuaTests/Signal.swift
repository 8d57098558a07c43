import Lua
import Synchronization

/// Something that happens once, and somebody who waits for it.
struct Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func fire() { continuation.finish() }

  /// Waits, also in a task that has been cancelled.
  func wait() async { await Task { for await _ in stream {} }.value }
}

/// Counts.
final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .sequentiallyConsistent) }

  func increment() { count.add(1, ordering: .sequentiallyConsistent) }
}

/// What happened, in order.
final class Log: Sendable {
  private let all = Mutex<[String]>([])

  var entries: [String] { all.withLock { $0 } }

  func add(_ entry: String) { all.withLock { $0.append(entry) } }
}

/// A state that a function of its own looks at.
final class WeakState: Sendable {
  private let weakly = Mutex<WeakReference>(WeakReference())

  var state: LuaState? {
    get { weakly.withLock { $0.state } }
    set { weakly.withLock { $0.state = newValue } }
  }

  private struct WeakReference { weak var state: LuaState? }
}
