@testable import Emulator

extension WorldOptions {
  /// Every option as `key = choice|choice`, the default first.
  static var summary: [String] {
    entries.map { entry in
      let choices = Int(entry.read(Self())) == nil || entry.choices.count > 1
      return "\(entry.key) = "
        + (choices ? entry.choices.joined(separator: "|") : entry.read(Self()))
    }
  }
}
