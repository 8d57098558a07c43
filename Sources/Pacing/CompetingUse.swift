/// What other programs take from each window beside us, learned from `remaining` falling by more
/// than our own requests.
///
/// What an answer proves is a lower bound: everything of ours that could have been counted by then is
/// taken off. A window is spent early, so one request is kept for a quarter of its length; what it
/// sees tells how fast others go on when we are done.
struct CompetingUse: Sendable {
  /// The part of a window after which the request that was kept goes.
  static let lookingAfter = 0.25
  /// The part of a window that must have been quiet before a look says anything about the rest.
  private static let quiet = 0.125
  /// Windows whose memory the mean keeps.
  private static let memory = 16.0

  /// What others are thought to take from one window.
  private(set) var perWindow: Double?
  /// The most that they took within about a round trip, lately.
  private(set) var burst = 0

  private var windows = 0.0
  private var opened: Double?
  /// When it was seen how much others had taken; rising.
  private var seen: [(at: Double, taken: Int)] = []
  private var latest = -Double.infinity
  private var newBurst = 0
  /// What they had taken when the quiet time before the latest look began.
  private var beforeLook: (at: Double, taken: Int)?

  /// When the request that is kept in a window of `length` seconds goes; nil where there is nothing
  /// to learn.
  func looksAt(length: Double) -> Double? { opened.map { $0 + Self.lookingAfter * length } }

  /// A window begins, and one of `length` seconds is over; `room` is what we leave to others anyway.
  mutating func begin(at now: Double, length: Double, room: Int) {
    if let opened { close(opened, length: length, room: Double(room)) }
    opened = now
    (seen, latest, newBurst, beforeLook) = ([], -.infinity, 0, nil)
  }

  /// Notes that others had taken at least `taken` of this window.
  mutating func note(taken: Int, at now: Double, trip: Double, length: Double) {
    guard let opened else { return }
    let last = seen.last?.taken ?? 0
    if latest.isFinite, now - latest >= Self.quiet * length { beforeLook = (latest, last) }
    // Over a longer time it is a rate, and no burst.
    if now - max(latest, opened) <= 2 * trip {
      newBurst = max(newBurst, taken - (seen.last { $0.at <= now - trip }?.taken ?? 0))
    }
    latest = max(latest, now)
    if taken > last { seen.append((now, taken)) }
  }

  private mutating func close(_ opened: Double, length: Double, room: Double) {
    burst = max(newBurst, burst * 4 / 5)
    guard length > 0, latest.isFinite else { return }
    let mean = perWindow ?? room
    var use = Double(seen.last?.taken ?? 0)
    if let beforeLook {
      let rate = (use - Double(beforeLook.taken)) / (latest - beforeLook.at)
      use += rate * max(0, opened + length - latest)
    } else {
      // Nobody looked. What was seen is the least, and less than what is left anyway is no news.
      use = max(use, room)
    }
    windows = min(Self.memory, windows + 1)
    // Two windows' worth of the room that we leave anyway, so that one odd window is not believed.
    perWindow = mean + (use - mean) / (windows + 2)
  }
}
