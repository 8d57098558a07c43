import ArgumentParser

/// A part of a limit, as people write it: `80%`.
struct Share: Equatable, CustomStringConvertible {
  /// What is used unless somebody says otherwise: the account's other integrations need room.
  static let usual = Share(percent: 80)

  let percent: Double

  /// Above 0, up to 1.
  var part: Double { percent / 100 }

  /// As it is written.
  var description: String {
    percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
  }

  private init(percent: Double) { self.percent = percent }

  /// - Throws: `ValidationError` that says how it is written.
  init(_ text: String) throws {
    guard let match = text.wholeMatch(of: /([0-9]+(?:\.[0-9]+)?)\s*%/),
      let percent = Double(match.1)
    else { throw ValidationError("write a percentage, as 80% or 100%") }
    guard percent >= 1, percent <= 100 else {
      throw ValidationError("it must be from 1% to 100%")
    }
    self.percent = percent
  }
}
