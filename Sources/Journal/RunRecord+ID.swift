public import Foundation

extension RunRecord {
  /// Makes a run's id: readable, and in the order of time when sorted as text.
  ///
  /// For example `20261123-144239-7f3k`: the moment in UTC, to the second, and four random
  /// characters that keep runs of the same second apart (one chance in a million).
  ///
  /// - Parameters:
  ///   - startedAt: when the run begins.
  ///   - generator: the source of the four characters.
  /// - Returns: the id.
  public static func makeID(
    startedAt: Date, using generator: inout some RandomNumberGenerator
  ) -> String {
    let digits = Timestamp.text(startedAt).filter(\.isNumber)
    let suffix = (0..<4).map { _ in alphabet.randomElement(using: &generator) ?? "0" }
    return digits.prefix(8) + "-" + digits.dropFirst(8).prefix(6) + "-" + String(suffix)
  }

  // Crockford's base 32: no letters that are mistaken for a digit or for each other.
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
}
