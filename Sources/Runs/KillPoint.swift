import Foundation
import Synchronization

/// A moment at which a crash test can end the program, in debug builds only.
enum KillPoint: String {
  case beforeIntent, afterIntent, afterAnswer, afterOutcome, beforeEnd

  #if DEBUG
  private static let order = ProcessInfo.processInfo.environment["SENDAS_KILL_AT"]
  private static let counts = Mutex<[KillPoint: Int]>([:])

  /// Ends the program as SIGKILL does, if `SENDAS_KILL_AT` is `name:n` and this is the n-th time.
  func pass() {
    guard let order = Self.order else { return }
    let count = Self.counts.withLock { counts in
      counts[self, default: 0] += 1
      return counts[self] ?? 0
    }
    if order == "\(rawValue):\(count)" { kill(getpid(), SIGKILL) }
  }
  #else
  @inline(__always) func pass() {}
  #endif
}
