/// A line of a script.
public struct LuaPlace: Sendable, Equatable, CustomStringConvertible {
  /// The chunk's name, as `onboard.lua`.
  public let source: String
  /// The line, from 1.
  public let line: Int

  /// That line of that chunk.
  public init(source: String, line: Int) {
    self.source = source
    self.line = line
  }

  /// As `onboard.lua:14`.
  public var description: String { "\(source):\(line)" }
}

extension LuaPlace {
  /// The place that `text` ends with, as `onboard.lua:14`.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...])
    else { return nil }
    self.init(source: String(text[..<colon]), line: line)
  }

  /// Splits `onboard.lua:14: what is wrong`, if it begins with one of the chunks' names.
  static func split(_ message: String, chunks: Set<String>) -> (place: LuaPlace, rest: String)? {
    for chunk in chunks {
      let prefix = shortened(chunk) + ":"
      guard message.hasPrefix(prefix) else { continue }
      let after = message.dropFirst(prefix.count)
      let digits = after.prefix { $0.isNumber }
      guard let line = Int(digits), after.dropFirst(digits.count).hasPrefix(": ") else { continue }
      return (
        LuaPlace(source: chunk, line: line), String(after.dropFirst(digits.count + 2))
      )
    }
    return nil
  }

  /// The name as Lua writes it into messages: of one too long (LUA_IDSIZE is 60) only the end.
  private static func shortened(_ chunk: String) -> String {
    let bytes = Array(chunk.utf8)
    guard bytes.count > 59 else { return chunk }
    return "..." + String(decoding: bytes.suffix(56), as: UTF8.self)
  }
}
