/// Numbers as rate-limit headers write them: digits, perhaps a point and more digits.
///
/// `Double.init(_:)` is not used because it also takes `nan`, `inf`, hexadecimal and exponents.
enum HeaderNumber {
  /// A number not below zero, or nil for anything else.
  static func decimal(_ text: some StringProtocol) -> Double? {
    let bytes = trimmed(text).utf8
    // 15 digits are what structured header fields allow (RFC 9651 section 4.2.4), and are exact.
    guard !bytes.isEmpty, bytes.count <= 24 else { return nil }
    var whole = 0.0
    var fraction = 0.0
    var scale = 1.0
    var digits = 0
    var hasPoint = false
    for byte in bytes {
      if byte == UInt8(ascii: "."), !hasPoint, digits > 0 {
        hasPoint = true
        continue
      }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      let digit = Double(byte - UInt8(ascii: "0"))
      if hasPoint {
        scale *= 10
        fraction = fraction * 10 + digit
      } else {
        digits += 1
        whole = whole * 10 + digit
      }
    }
    guard digits <= 15, !hasPoint || scale > 1 else { return nil }
    return whole + fraction / scale
  }

  /// A count of requests, or nil below `least` and above a thousand million.
  ///
  /// Decimals are cut off, because half a request cannot be sent.
  static func count(_ text: some StringProtocol, from least: Int) -> Int? {
    guard let number = decimal(text), number <= 1e9, Int(number) >= least else { return nil }
    return Int(number)
  }

  /// The text without surrounding spaces, tabs and one pair of quotes.
  static func trimmed(_ text: some StringProtocol) -> Substring {
    var rest = Substring(text)
    trimSpace(&rest)
    if rest.utf8.count >= 2, rest.first == "\"", rest.last == "\"" {
      rest = rest.dropFirst().dropLast()
      trimSpace(&rest)
    }
    return rest
  }

  private static func trimSpace(_ text: inout Substring) {
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
  }
}
