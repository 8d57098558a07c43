import Dispatch
import Foundation
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP of a session: the first ends what is running, the others the session.
final class SessionSignals {
  private let sources: [any DispatchSourceSignal]

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - interrupt: Called for each Ctrl-C, on a queue of the system. While a line is edited Ctrl-C is
  ///     a key and no signal.
  ///   - end: Called for the other two, with the signal's number.
  init(interrupt: @escaping @Sendable () -> Void, end: @escaping @Sendable (Int32) -> Void) {
    let signals = [SIGINT, SIGTERM, SIGHUP]
    for number in signals { signal(number, SIG_IGN) }
    sources = signals.map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
    for (number, source) in zip(signals, sources) {
      source.setEventHandler { @Sendable in
        if number == SIGINT { interrupt() } else { end(number) }
      }
      source.resume()
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }
}
