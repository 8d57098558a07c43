/// What has changed between two texts, in lines.
struct Difference {
  /// The most lines that are shown.
  private static let most = 20

  private let changes: [(line: Int, sign: String, text: String)]

  init(_ old: String, _ new: String) {
    let before = old.split(separator: "\n", omittingEmptySubsequences: false)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false)
    changes = after.difference(from: before).map { change in
      switch change {
      case .remove(let line, let text, _): (line + 1, "-", String(text))
      case .insert(let line, let text, _): (line + 1, "+", String(text))
      }
    }.sorted { ($0.0, $1.1) < ($1.0, $0.1) }
  }

  /// That the file has changed, and how.
  func lines(of name: String) -> [String] {
    ["\(name) has changed since the run began:"]
      + changes.prefix(Self.most).map { "  \($0.line) \($0.sign) \($0.text)" }
      + (changes.count > Self.most ? ["  … \(changes.count - Self.most) more lines"] : [])
  }
}
