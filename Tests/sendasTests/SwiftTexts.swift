/// The texts in a Swift source, as a reader meets them: joined where `+` joins them, with what is filled
/// in as `{…}`.
struct SwiftTexts {
  /// A text and the line on which it begins.
  struct Found: Equatable {
    var line: Int
    var text: String
  }

  private(set) var found: [Found] = []
  private let source: [Character]
  private var index = 0
  private var line = 1
  /// Whether only `+` and blanks have come since the last text.
  private var isJoined = false

  init(_ source: String) {
    self.source = Array(source)
    while index < self.source.count { step() }
  }

  private func starts(with text: String, at offset: Int = 0) -> Bool {
    let wanted = Array(text)
    let start = index + offset
    return start + wanted.count <= source.count
      && Array(source[start..<start + wanted.count]) == wanted
  }

  private mutating func skip(_ count: Int) {
    for _ in 0..<count where index < source.count {
      if source[index].isNewline { line += 1 }
      index += 1
    }
  }

  private mutating func step() {
    if starts(with: "//") {
      while index < source.count, !source[index].isNewline { index += 1 }
      return
    }
    var hashes = 0
    while starts(with: "#", at: hashes) { hashes += 1 }
    if starts(with: "\"", at: hashes) {
      read(hashes)
      return
    }
    if source[index] != "+", !source[index].isWhitespace { isJoined = false }
    skip(1)
  }

  private mutating func read(_ hashes: Int) {
    let begin = line
    let guards = String(repeating: "#", count: hashes)
    let quote = starts(with: "\"\"\"", at: hashes) ? "\"\"\"" : "\""
    skip(hashes + quote.count)
    var text = ""
    while index < source.count, !starts(with: quote + guards) {
      if starts(with: "\\" + guards) {
        skip(1 + hashes)
        text += starts(with: "(") ? filling() : escaped()
      } else {
        text.append(source[index])
        skip(1)
      }
    }
    skip(quote.count + hashes)
    if isJoined, var last = found.popLast() {
      last.text += text
      found.append(last)
    } else {
      found.append(Found(line: begin, text: text))
    }
    isJoined = true
  }

  private mutating func escaped() -> String {
    defer { skip(1) }
    return switch source[index] {
    case "n": "\n"
    case "t": "\t"
    // A line of the source that goes on in the next one.
    case _ where source[index].isNewline: ""
    default: String(source[index])
    }
  }

  /// What stands between the brackets.
  private mutating func filling() -> String {
    var depth = 0
    var text = ""
    repeat {
      if source[index] == "(" { depth += 1 }
      if source[index] == ")" { depth -= 1 }
      text.append(source[index])
      skip(1)
    } while depth > 0 && index < source.count
    return "{" + text.dropFirst().dropLast() + "}"
  }
}
