import Emulator
import RateModels

/// A server as the tables name it, and how it looks in each of its phases.
struct PacingScene: Sendable {
  let name: String
  /// The limit of one window, or the size of the bucket.
  let limit: Int
  /// Seconds.
  let window: Double
  let make: @Sendable (_ seed: Int) -> any ServerModel

  /// The six kinds of server.
  static let all = [
    fixed(20, 1), fixed(100, 10), fixed(160, 8),
    PacingScene(name: "limitlion 20 rps burst 2, 8 s", limit: 160, window: 8) {
      WindowedBucketModel(limit: 160, burst: 2, window: 8, offset: phase($0))
    },
    PacingScene(name: "tokens 20/s, 20", limit: 20, window: 1) { _ in
      TokenBucketModel(rate: 20, size: 20)
    },
    PacingScene(name: "sliding log 100/10 s", limit: 100, window: 10) { _ in
      SlidingLogModel(limit: 100, window: 10)
    },
  ]

  static func fixed(_ limit: Int, _ window: Double) -> PacingScene {
    PacingScene(name: "window \(limit)/\(Int(window)) s", limit: limit, window: window) {
      FixedWindowModel(limit: limit, window: window, start: -phase($0) * window)
    }
  }

  /// An organisation whose every request has its own key; `isClockAligned` for windows of any phase.
  static func organization(
    _ rate: Int, _ window: Double, header: OrganizationModel.Header,
    isClockAligned: Bool = false
  ) -> PacingScene {
    let limit = rate * Int(window)
    return PacingScene(
      name: "\(3 * limit)/\(Int(window)) s\(isClockAligned ? " any phase" : "")",
      limit: 3 * limit, window: window
    ) {
      OrganizationModel(
        limit: limit, window: window, offset: phase($0), header: header,
        phase: isClockAligned ? phase($0) * window : nil)
    }
  }

  /// The same server with its resets rounded.
  func wholeSeconds(_ rounding: FloatingPointRoundingRule) -> PacingScene {
    PacingScene(name: name, limit: limit, window: window) {
      WholeSecondsModel(server: make($0), rounding: rounding)
    }
  }

  /// From 0 up to but not including 1, the same for every server with that seed.
  ///
  /// Twelve seeds in a row are one in each twelfth, so that a dozen has short and long first windows
  /// alike.
  static func phase(_ seed: Int) -> Double {
    var random = SplitMix64(seed: seed &* 31 &+ 17)
    return (Double(seed % 12) + random.unit()) / 12
  }
}
