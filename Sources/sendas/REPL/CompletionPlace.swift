/// What stands before the cursor, as far as completion has to know it.
struct CompletionPlace: Equatable {
  /// What may stand here.
  enum Expected: Equatable {
    /// A command such as `:log`.
    case command
    /// A function to explain, after `?`.
    case topic
    /// A name after these fields; an argument's name as well, where a table of them has begun.
    case name(after: [String], argumentOf: String?)
    /// A text that is an argument of that call: by its name, or by its number from 0.
    case text(of: String, name: String?, number: Int)
    /// Nothing that we know.
    case nothing
  }

  private(set) var expected = Expected.nothing
  /// How it begins.
  private(set) var beginning = ""

  /// A bracket that is not closed yet.
  private struct Opening: Equatable {
    var bracket: Character
    var callee: String?
    var commas = 0
    /// The name before the last `=`.
    var key: String?
  }

  private var openings: [Opening] = []

  init(_ text: String) {
    if let first = text.first, ":?".contains(first), !text.contains(" ") {
      expected = first == ":" ? .command : .topic
      beginning = String(text.dropFirst())
      return
    }
    read(Array(text))
  }

  private mutating func read(_ text: [Character]) {
    var index = 0
    while index < text.count {
      let character = text[index]
      switch character {
      case "\"", "'":
        guard let end = Self.end(of: text, from: index) else {
          beginning = String(text[(index + 1)...])
          if let last = openings.last, let callee = last.callee {
            expected = .text(of: callee, name: last.key, number: last.commas)
          } else if let callee = Self.callee(text[..<index]) {
            expected = .text(of: callee, name: nil, number: 0)
          }
          return
        }
        index = end
      case "-" where index + 1 < text.count && text[index + 1] == "-": return
      case "(", "{", "[":
        var callee = Self.callee(text[..<index])
        // f({ … }) is a call with names, and so is a list of people in f{ users = { … } }.
        if callee == nil, character == "{", let outer = openings.last { callee = outer.callee }
        openings.append(Opening(bracket: character, callee: callee, key: openings.last?.key))
      case ")", "}", "]": _ = openings.popLast()
      case ",":
        if let last = openings.indices.last {
          openings[last].commas += 1
          if openings[last].bracket == "{", openings.count < 2 || openings[last - 1].key == nil {
            openings[last].key = nil
          }
        }
      case "=":
        if let last = openings.indices.last { openings[last].key = Self.word(text[..<index]) }
      default: break
      }
      index += 1
    }
    readName(text)
  }

  private mutating func readName(_ text: [Character]) {
    let start = (text.lastIndex { !Self.isPath($0) }).map { $0 + 1 } ?? 0
    let parts = String(text[start...]).split(
      omittingEmptySubsequences: false, whereSeparator: { ".:".contains($0) }
    ).map(String.init)
    guard let last = parts.last, !parts.dropLast().contains("") else { return }
    guard last.first?.isNumber != true else { return }
    // What a call has given is not known without making it.
    if start > 0, parts.count > 1, ")]\"'".contains(text[start - 1]) { return }
    beginning = last
    let table = openings.last.flatMap { $0.bracket == "{" ? $0.callee : nil }
    expected = .name(after: Array(parts.dropLast()), argumentOf: parts.count == 1 ? table : nil)
  }

  private static func isPath(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_.:".contains(character)
  }

  /// The last quote of the text that begins here.
  private static func end(of text: [Character], from start: Int) -> Int? {
    var index = start + 1
    while index < text.count, text[index] != text[start] {
      index += text[index] == "\\" ? 2 : 1
    }
    return index < text.count ? index : nil
  }

  private static func word(_ text: ArraySlice<Character>) -> String? {
    let trimmed = text.reversed().drop { $0 == " " }
    let word = String(String(trimmed.prefix { $0.isLetter || $0.isNumber || $0 == "_" }).reversed())
    return word.isEmpty ? nil : word
  }

  /// The function that is called with what follows; functions of `sendas.as(…)` by their usual names.
  private static func callee(_ text: ArraySlice<Character>) -> String? {
    let trimmed = text.reversed().drop { $0 == " " }
    let path = String(String(trimmed.prefix { isPath($0) }).reversed())
    let keywords = ["return", "and", "or", "not", "in", "if", "while", "until", "function"]
    guard !path.isEmpty, !keywords.contains(path) else { return nil }
    return path.hasPrefix(".") ? "sendas" + path : path
  }
}
