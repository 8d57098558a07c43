extension LuaLexer {
  /// A numeral: Lua takes everything that looks like a part of one, then asks whether it is one.
  mutating func number(_ start: Mark) throws(LuaSyntaxError) -> LuaToken {
    let isHexadecimal = byte() == UInt8(ascii: "0") && (byte(1) ?? 0) | 0x20 == UInt8(ascii: "x")
    let exponent = UInt8(ascii: isHexadecimal ? "p" : "e")
    offset += isHexadecimal ? 2 : 1
    while let next = byte() {
      if next | 0x20 == exponent {
        offset += 1
        if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { offset += 1 }
      } else if next.hexadecimal != nil || next == UInt8(ascii: ".") {
        offset += 1
      } else {
        break
      }
    }
    if byte()?.isNameStart == true { offset += 1 }
    guard Self.isNumeral(source[start.offset..<offset], isHexadecimal) else {
      throw error("malformed number", start)
    }
    return token(.number, start)
  }

  private static func isNumeral(_ text: ArraySlice<UInt8>, _ isHexadecimal: Bool) -> Bool {
    var rest = text.dropFirst(isHexadecimal ? 2 : 0)
    func skipDigits(_ isDigit: (UInt8) -> Bool) -> Int {
      let digits = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(digits)
      return digits
    }
    func isMantissaDigit(_ byte: UInt8) -> Bool {
      isHexadecimal ? byte.hexadecimal != nil : byte.isDigit
    }
    var digits = skipDigits(isMantissaDigit)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      digits += skipDigits(isMantissaDigit)
    }
    guard digits > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: isHexadecimal ? "p" : "e") else { return false }
    rest = rest.dropFirst()
    if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      rest = rest.dropFirst()
    }
    return skipDigits(\.isDigit) > 0 && rest.isEmpty
  }
}
