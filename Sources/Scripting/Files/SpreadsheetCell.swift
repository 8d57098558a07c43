/// A text in a CSV that a person opens in a spreadsheet, which takes what begins with `=`, `+`, `-` or
/// `@` for a formula and carries it out.
///
/// An apostrophe before it makes it a text. A program that takes the semicolon, the tab or a line end
/// for the end of a cell, whatever is quoted, begins another one in the middle of a text: there, too.
package enum SpreadsheetCell {
  /// The text with an apostrophe wherever a formula could begin; any other text is as it was.
  package static func harmless(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + 1)
    var isBeginning = true
    for (index, byte) in text.enumerated() {
      if isBeginning, beginsFormula(text[index...]) { result.append(0x27) }
      result.append(byte)
      isBeginning = ends.contains(byte)
    }
    return result
  }

  /// The same of a text of Unicode.
  package static func harmless(_ text: String) -> String {
    String(decoding: harmless(Array(text.utf8)), as: UTF8.self)
  }

  /// Tab, line feed, carriage return and semicolon.
  private static let ends: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x3B]

  private static let beginnings: [[UInt8]] =
    ["=", "+", "-", "@", "\t", "\n", "\r", "＝", "＋", "－", "＠"].map { Array($0.utf8) }

  private static func beginsFormula(_ text: ArraySlice<UInt8>) -> Bool {
    beginnings.contains { text.starts(with: $0) }
  }
}
