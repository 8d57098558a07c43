/// A stretch of text that looks like a credential, and what may stand in its place.
struct SecretShape {
  let range: Range<Int>
  let replacement: [UInt8]

  /// Whether any of the shapes may begin with that byte: `api_`, `Basic` or `Bearer`.
  static func mayBegin(with byte: UInt8) -> Bool {
    byte == UInt8(ascii: "a") || byte | 0x20 == UInt8(ascii: "b")
  }

  /// Whether that byte may be the second of any of the shapes.
  static func mayGoOn(with byte: UInt8) -> Bool {
    switch byte | 0x20 {
    case UInt8(ascii: "p"), UInt8(ascii: "a"), UInt8(ascii: "e"): true
    default: false
    }
  }

  /// Whether any of the shapes may begin with those four bytes, of which the first is the highest.
  static func mayBegin(with four: UInt32) -> Bool {
    // In small letters; the line of "api_" is none, and becomes 0x7F.
    switch four | 0x2020_2020 {
    case 0x6170_697F, 0x6261_7369, 0x6265_6172: true
    default: false
    }
  }

  /// `api_ID.SECRET` at this place: the form of Close's API keys, of which the part before the dot
  /// is public (it is listed in Close's settings).
  static func apiKey(in text: [UInt8], at place: Int) -> SecretShape? {
    guard text[place] == UInt8(ascii: "a"), text[place...].starts(with: "api_".utf8) else {
      return nil
    }
    let dot = end(of: text, from: place + 4, where: isAlphanumeric)
    guard dot > place + 4, dot < text.count, text[dot] == UInt8(ascii: ".") else { return nil }
    let end = end(of: text, from: dot + 1, where: isAlphanumeric)
    guard end > dot + 1 else { return nil }
    return SecretShape(range: place..<end, replacement: text[place...dot] + Array("***".utf8))
  }

  /// The value after `Basic` or `Bearer` at this place.
  ///
  /// A word of plain prose ("basic authentication") is left alone; in doubt it is taken out.
  static func headerValue(in text: [UInt8], at place: Int) -> SecretShape? {
    guard text[place] | 0x20 == UInt8(ascii: "b") else { return nil }
    for scheme in ["basic ", "bearer "] {
      let start = place + scheme.utf8.count
      guard start < text.count,
        zip(text[place...], scheme.utf8).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 })
      else { continue }
      let stop = end(of: text, from: start, where: isTokenByte)
      guard looksSecret(text[start..<stop]) else { continue }
      return SecretShape(range: start..<stop, replacement: Array("***".utf8))
    }
    return nil
  }

  private static func looksSecret(_ token: ArraySlice<UInt8>) -> Bool {
    // A full stop at the end belongs to the sentence.
    let token = token.last == UInt8(ascii: ".") ? token.dropLast() : token
    if token.count >= 20 { return true }
    let isWord = token.dropFirst().allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
    return token.count >= 6 && !isWord
  }

  private static func end(
    of text: [UInt8], from start: Int, where belongs: (UInt8) -> Bool
  ) -> Int {
    var end = start
    while end < text.count, belongs(text[end]) { end += 1 }
    return end
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  /// The characters of a `token68` (RFC 9110 section 11.2), which both schemes send.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "-._~+/=".utf8.contains(byte)
  }
}
