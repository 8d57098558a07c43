/// Base64 (RFC 4648 section 4), for the one header that needs it.
enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var place = 0
    while place < bytes.count {
      let count = min(3, bytes.count - place)
      let group = (0..<3).reduce(0) { group, offset in
        group << 8 | (offset < count ? Int(bytes[place + offset]) : 0)
      }
      for digit in 0..<4 {
        // One byte fills two digits, two bytes three; the rest is padding.
        text.append(
          digit <= count ? digits[group >> (18 - 6 * digit) & 0x3F] : UInt8(ascii: "="))
      }
      place += 3
    }
    return text
  }
}
