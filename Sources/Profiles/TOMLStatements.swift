/// Cuts a TOML text into its statements: lines, and the lines over which one value goes.
struct TOMLStatements: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The next statement with its line end, and the comment at its end.
  mutating func next() -> (text: String, comment: String?)? {
    guard place < bytes.count else { return nil }
    let start = place
    let isHeader = bytes[start...].first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "[")
    var depth = 0
    var comment: Range<Int>?
    loop: while place < bytes.count {
      switch bytes[place] {
      case 0x0A:
        place += 1
        if depth <= 0 { break loop }
        comment = nil
      case UInt8(ascii: "#"):
        let begin = place
        while place < bytes.count, bytes[place] != 0x0A { place += 1 }
        comment = begin..<place
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipString()
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if !isHeader { depth += 1 }
        place += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if !isHeader { depth -= 1 }
        place += 1
      default: place += 1
      }
    }
    let remark = comment.map { range in
      var text = bytes[range]
      if text.last == 0x0D { text.removeLast() }
      return String(decoding: text, as: UTF8.self)
    }
    return (String(decoding: bytes[start..<place], as: UTF8.self), remark)
  }

  /// Goes behind a string: with one quote to its end on the line, with three wherever that is.
  private mutating func skipString() {
    let quote = bytes[place]
    let isLong = place + 2 < bytes.count && bytes[place + 1] == quote && bytes[place + 2] == quote
    place += isLong ? 3 : 1
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        place = Swift.min(place + 2, bytes.count)
      } else if bytes[place] == quote {
        let run = bytes[place...].prefix { $0 == quote }.count
        place += isLong ? run : 1
        // Up to two quotes may stand before the three that end a long string.
        if !isLong || run >= 3 { return }
      } else if bytes[place] == 0x0A, !isLong {
        return
      } else {
        place += 1
      }
    }
  }
}
