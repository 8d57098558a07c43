import Foundation
import Runs

/// How near a run's requests came to the least time that they needed, in words.
///
/// Only of a run that the limit held up: where it did not, the network and the script say how long
/// it took, and a bound would praise or blame the wrong thing.
struct PacingScore: CustomStringConvertible {
  let seconds: Double
  let bound: Double
  let share: Double
  let throttled: Int

  init?(_ progress: RunProgress) {
    guard let least = progress.leastTime?.inSeconds, least >= 1 else { return nil }
    seconds = progress.requesting.inSeconds
    bound = least
    share = progress.share
    throttled = progress.throttled
  }

  var description: String {
    let percent = seconds > 0 ? 100 * bound / seconds : 100
    return String(
      format: "%.1f s, lower bound %.1f s at a share of %.0f %% (%.0f %%), %d × 429",
      seconds, bound, share * 100, percent, throttled)
  }
}
