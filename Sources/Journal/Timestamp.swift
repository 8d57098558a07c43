import Foundation

/// Moments as the journal stores them: ISO 8601 in UTC with milliseconds, always 24 characters,
/// so that they sort as text.
enum Timestamp {
  static func text(_ date: Date) -> String { text(milliseconds: milliseconds(of: date)) }

  /// All of a moment that is stored: milliseconds since 1970.
  static func milliseconds(of date: Date) -> Int {
    Int((date.timeIntervalSince1970 * 1000).rounded())
  }

  static func text(milliseconds: Int) -> String {
    // Floored, not truncated: the fraction of a moment before 1970 counts upward as well.
    let fraction = ((milliseconds % 1000) + 1000) % 1000
    var seconds = time_t((milliseconds - fraction) / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)

    return String(unsafeUninitializedCapacity: 24) { text in
      var end = 0
      func append(_ number: Int32, width: Int, then separator: Unicode.Scalar) {
        var rest = number
        for place in (end..<end + width).reversed() {
          text[place] = zero + UInt8(rest % 10)
          rest /= 10
        }
        text[end + width] = UInt8(ascii: separator)
        end += width + 1
      }
      append(parts.tm_year + 1900, width: 4, then: "-")
      append(parts.tm_mon + 1, width: 2, then: "-")
      append(parts.tm_mday, width: 2, then: "T")
      append(parts.tm_hour, width: 2, then: ":")
      append(parts.tm_min, width: 2, then: ":")
      append(parts.tm_sec, width: 2, then: ".")
      append(Int32(fraction), width: 3, then: "Z")
      return end
    }
  }

  /// Reads what ``text(_:)`` wrote; nil for anything else.
  static func date(_ text: String) -> Date? {
    let bytes = Array(text.utf8)
    guard bytes.count == 24 else { return nil }
    let layout = Array("0000-00-00T00:00:00.000Z".utf8)
    for (byte, expected) in zip(bytes, layout) where byte != expected {
      guard expected == zero, (zero...zero + 9).contains(byte) else { return nil }
    }
    func number(_ range: Range<Int>) -> Int {
      bytes[range].reduce(0) { $0 * 10 + Int($1 - zero) }
    }
    var parts = tm()
    parts.tm_year = Int32(number(0..<4) - 1900)
    parts.tm_mon = Int32(number(5..<7) - 1)
    parts.tm_mday = Int32(number(8..<10))
    parts.tm_hour = Int32(number(11..<13))
    parts.tm_min = Int32(number(14..<16))
    parts.tm_sec = Int32(number(17..<19))
    let milliseconds = Int(timegm(&parts)) * 1000 + number(20..<23)
    return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  private static let zero = UInt8(ascii: "0")
}
