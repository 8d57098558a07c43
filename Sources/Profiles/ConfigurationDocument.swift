import TOMLKit

/// A parsed `config.toml`, and where in its text each key stands.
struct ConfigurationDocument {
  let file: String
  let root: [String: ConfigurationValue]
  private let lines: [Substring]

  init(text: String, file: String) throws(ProfileError) {
    self.file = file
    // To Swift "\r\n" is one character, and not "\n".
    self.lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    do {
      self.root = Self.members(of: try TOMLTable(string: text))
    } catch let error as TOMLParseError {
      throw ProfileError(
        .configuration, "\(file):\(error.source.begin.line): \(error.description)", cause: error)
    } catch {
      throw ProfileError(.configuration, "\(file): cannot be read as TOML.", cause: error)
    }
  }

  /// An error about the key at `path`, with its line in front.
  func error(at path: [String], _ message: String) -> ProfileError {
    let place = line(of: path).map { "\(file):\($0)" } ?? file
    return ProfileError(.configuration, "\(place): \(message)")
  }

  /// The line, from 1, on which the key at `path` is written.
  ///
  /// TOMLKit tells no positions of what it has parsed. So the parser itself is asked: the key is on
  /// the first line that names it and from which on the beginning of the text holds the path. This
  /// knows every form that TOML allows (headers, dotted keys, inline tables). It costs time that
  /// only somebody with a broken configuration spends.
  func line(of path: [String]) -> Int? {
    guard let key = path.last else { return nil }
    for (index, line) in lines.enumerated() where line.contains(key) {
      // A value may go on over several lines; its beginning alone is no whole document.
      for end in index..<min(index + 200, lines.count) {
        let beginning = lines[...end].joined(separator: "\n")
        guard let table = try? TOMLTable(string: beginning) else { continue }
        if Self.holds(.table(Self.members(of: table)), path[...]) { return index + 1 }
        break
      }
    }
    return nil
  }

  private static func holds(_ value: ConfigurationValue, _ path: ArraySlice<String>) -> Bool {
    guard let key = path.first else { return true }
    guard case .table(let members) = value, let member = members[key] else { return false }
    return holds(member, path.dropFirst())
  }

  // Keys are looked up one by one because TOMLKit's own iteration traps on a key with a NUL in it:
  // it cuts the key off there and then does not find it.
  private static func members(of table: TOMLTable) -> [String: ConfigurationValue] {
    var members: [String: ConfigurationValue] = [:]
    for key in table.keys {
      members[key] = table[key].map { value(of: $0) } ?? .other("unreadable")
    }
    return members
  }

  private static func value(of value: any TOMLValueConvertible) -> ConfigurationValue {
    if let text = value.string { return .text(text) }
    if let table = value.table { return .table(members(of: table)) }
    if let array = value.array {
      return .list((0..<array.count).map { self.value(of: array[$0]) })
    }
    switch value.type {
    case .int, .double: return .other("a number")
    case .bool: return .other("true or false")
    default: return .other("a date or time")
    }
  }
}
