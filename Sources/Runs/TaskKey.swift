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
    var path = path
    return path.withUTF8 { bytes in
      String(unsafeUninitializedCapacity: bytes.count) { kept in
        var count = 0
        var begin = 0
        while begin <= bytes.count {
          if begin > 0 {
            kept[count] = UInt8(ascii: "/")
            count += 1
          }
          let end = bytes[begin...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
          for place in begin..<(endOfDigest(bytes[begin..<end]) ?? end) {
            kept[count] = bytes[place]
            count += 1
          }
          begin = end + 1
        }
        return count
      }
    }
  }

  /// Where the mark begins, if a digest stands before it, with the number of its repeat.
  private static func endOfDigest(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
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
    var part = part
    let end = part.withUTF8 { endOfDigest($0[...]) }
    guard let end else { return part }
    return String(decoding: part.utf8.dropFirst(end + mark.utf8.count), as: UTF8.self)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
