import Dispatch
import Foundation
import Synchronization

/// Listens for Ctrl-C, SIGTERM and SIGHUP: the first ends the run in order, the second at once.
final class Interrupts {
  private let first = FirstSignal()
  private let sources: [any DispatchSourceSignal]

  /// Begins to listen; `handler` is called for the first signal, on a queue of the system.
  init(_ handler: @escaping @Sendable (Int32) -> Void) {
    let signals = [SIGINT, SIGTERM, SIGHUP]
    for number in signals { signal(number, SIG_IGN) }
    sources = signals.map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
    let listening = DispatchSemaphore(value: 0)
    for (number, source) in zip(signals, sources) {
      source.setEventHandler { @Sendable [first] in
        guard first.set(number) else { _exit(128 + number) }
        handler(number)
      }
      source.setRegistrationHandler { @Sendable in listening.signal() }
      source.resume()
    }
    // Until then a signal would be lost, because its usual effect is off already.
    for _ in sources { listening.wait() }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  /// The signal that came first, if any.
  var received: Int32? { first.number }
}

/// The signal that came first.
private final class FirstSignal: Sendable {
  private let value = Mutex<Int32?>(nil)

  var number: Int32? { value.withLock { $0 } }

  /// Whether this one is the first.
  func set(_ number: Int32) -> Bool {
    value.withLock { value in
      guard value == nil else { return false }
      value = number
      return true
    }
  }
}
