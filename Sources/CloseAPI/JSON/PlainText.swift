/// What may stand in a JSON string as it is: anything but quotes, backslashes and control characters.
///
/// Nearly all bytes that are read and written come through here, so it looks at eight at a time.
enum PlainText {
  /// Where plain text ends that begins at a place, and whether it is ASCII.
  static func end(
    in bytes: UnsafeRawBufferPointer, from start: Int
  ) -> (place: Int, isASCII: Bool) {
    var (place, seen) = (start, UInt8(0))
    while place + 8 <= bytes.count,
      isPlainASCII(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    { place += 8 }
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      seen |= byte
      place += 1
    }
    return (place, seen < 0x80)
  }

  /// Whether eight bytes are all plain and ASCII.
  ///
  /// Of bytes below 0x80 those set their own top bit that something greater is taken from. They borrow
  /// from the next byte then, which may count wrongly, but one counts already.
  private static func isPlainASCII(_ word: UInt64) -> Bool {
    let quotes = word ^ all(UInt8(ascii: "\"")), backslashes = word ^ all(UInt8(ascii: "\\"))
    let found = (quotes &- all(1)) | (backslashes &- all(1)) | (word &- all(0x20)) | word
    return found & all(0x80) == 0
  }

  private static func all(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }
}
