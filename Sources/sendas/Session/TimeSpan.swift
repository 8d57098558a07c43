import ArgumentParser

/// A time, as people write it: `15m`.
struct TimeSpan: Equatable, CustomStringConvertible {
  /// The longest, in seconds: a year, because nobody means more.
  private static let maximum = 31_536_000.0

  let duration: Duration
  /// As it was written.
  let description: String

  /// - Throws: `ValidationError` that says how it is written.
  init(_ text: String) throws {
    let factors: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    guard let match = text.lowercased().wholeMatch(of: /([0-9]+(?:\.[0-9]+)?)([smh])/),
      let number = Double(match.1), let factor = match.2.first.flatMap({ factors[$0] })
    else { throw ValidationError("write a number with s, m or h, as 90s, 15m or 1.5h") }
    let seconds = number * factor
    guard seconds > 0, seconds <= Self.maximum else {
      throw ValidationError("it must be longer than nothing and no longer than a year")
    }
    (duration, description) = (.seconds(seconds), text)
  }
}
