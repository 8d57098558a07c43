/// The key of a task: the path of item keys down from the first task.
///
/// An item without a name of its own is known by the digest of its content; behind it stands, for
/// people, where the item came from: `main/fb9b6b5706a1c39c @ people.csv row 2`.
public enum TaskKey {
  private static let mark = " @ "

  /// What stays the same when the run is resumed and the item stands elsewhere.
  static func stable(_ path: String) -> String {
    guard path.contains(mark) else { return path }
    return path.split(separator: "/", omittingEmptySubsequences: false).map { part in
      guard let place = part.firstRange(of: mark), isDigest(part[..<place.lowerBound]) else {
        return part
      }
      return part[..<place.lowerBound]
    }.joined(separator: "/")
  }

  /// What people call the item of a part of the path.
  ///
  /// - Parameter part: One part of the path.
  /// - Returns: Where the item came from, or its key.
  public static func name(_ part: String) -> String {
    guard let place = part.firstRange(of: mark), isDigest(part[..<place.lowerBound]) else {
      return part
    }
    return String(part[place.upperBound...])
  }

  /// Whether it is a digest, with the number of its repeat.
  private static func isDigest(_ text: Substring) -> Bool {
    let digits = text.prefix { $0 != "#" }
    return digits.count == 16 && digits.allSatisfy { $0.isHexDigit }
  }
}
