/// The key of a task: the path of item keys down from the first task.
///
/// An item without a name of its own is known by the digest of its content; behind it stands, for
/// people, where the item came from: `main/fb9b6b5706a1c39c @ people.csv row 2`.
public enum TaskKey {
  private static let mark = " @ "
  private static let digestLength = 16

  /// What stays the same when the run is resumed and the item stands elsewhere.
  ///
  /// Each change asks for it, so it looks at bytes; digests and the mark are ASCII.
  static func stable(_ path: String) -> String {
    let bytes = Array(path.utf8)
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      if part.startIndex > 0 { kept.append(UInt8(ascii: "/")) }
      kept.append(contentsOf: part[..<(endOfDigest(part) ?? part.endIndex)])
    }
    return kept.count == bytes.count ? path : String(decoding: kept, as: UTF8.self)
  }

  /// Where the mark begins, if a digest stands before it, with the number of its repeat.
  private static func endOfDigest(_ part: ArraySlice<UInt8>) -> Int? {
    let end = part.startIndex + digestLength
    guard part.count > digestLength, part[..<end].allSatisfy(isHexDigit) else { return nil }
    if part[end...].starts(with: mark.utf8) { return end }
    guard part[end] == UInt8(ascii: "#") else { return nil }
    return part[end...].indices.first { part[$0...].starts(with: mark.utf8) }
  }

  /// What people call the item of a part of the path.
  ///
  /// - Parameter part: One part of the path.
  /// - Returns: Where the item came from, or its key.
  public static func name(_ part: String) -> String {
    let bytes = Array(part.utf8)
    guard let end = endOfDigest(bytes[...]) else { return part }
    return String(decoding: bytes[(end + mark.utf8.count)...], as: UTF8.self)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
