/// A limit that no header shows, as refusals tell of it: a request was refused although the headers
/// had something left.
///
/// The most is at first what was admitted in the window before the refusal. Each further refusal
/// takes three tenths of it; each window without one gives one request back, below the lowest level
/// that was ever refused, and one in ten windows above it.
struct UnstatedLimit: Sendable {
  /// Requests in any trailing window.
  private(set) var most: Double
  private let window: Double
  private var lowestRefused: Double
  private var lastCut: Double
  private var growsAt: Double

  init(admitted: Int, window: Double, at now: Double) {
    most = Double(max(1, admitted))
    lowestRefused = most + 1
    self.window = window
    lastCut = now
    growsAt = now + 2 * window
  }

  /// Notes a refusal of a request sent at `sent`, before which `admitted` were admitted in a window.
  mutating func refused(admitted: Int, sent: Double, at now: Double) {
    // What was on its way at the last cut tells nothing new.
    guard sent > lastCut else { return }
    lastCut = now
    growsAt = now + 2 * window
    let level = min(most, Double(max(1, admitted)))
    lowestRefused = min(lowestRefused, level + 1)
    most = max(1, level * 0.7)
  }

  /// Lets it grow when its time has come.
  mutating func grow(at now: Double) {
    guard now >= growsAt else { return }
    most += 1
    growsAt = now + (most + 1 < lowestRefused ? window : 10 * window)
  }
}
