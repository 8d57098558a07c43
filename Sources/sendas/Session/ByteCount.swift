import ArgumentParser

/// An amount of memory, as people write it: `256M`.
struct ByteCount: Equatable, CustomStringConvertible {
  /// The least that holds a script and its library.
  private static let minimum = 1 << 20

  let bytes: Int
  /// As it was written.
  let description: String

  /// - Throws: `ValidationError` that says how it is written.
  init(_ text: String) throws {
    let factors: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    guard let match = text.uppercased().wholeMatch(of: /([0-9]+)([KMG])/),
      let number = Int(match.1), let factor = match.2.first.flatMap({ factors[$0] })
    else { throw ValidationError("write a number with K, M or G, as 256M") }
    let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: factor)
    guard !isTooMuch, bytes >= Self.minimum else {
      throw ValidationError(isTooMuch ? "that is more than there can be" : "at least 1M is needed")
    }
    (self.bytes, description) = (bytes, text)
  }
}
