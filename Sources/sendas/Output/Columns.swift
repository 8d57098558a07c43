/// Words below each other in as many columns as fit.
struct Columns {
  private static let most = 200
  private let words: [String]

  init(_ words: [String]) { self.words = words }

  /// The lines, without a last line end.
  func text(width: Int) -> String {
    let shown = words.prefix(Self.most)
    let cell = (shown.map(\.count).max() ?? 0) + 2
    let perLine = max(1, width / cell)
    let height = (shown.count + perLine - 1) / perLine
    var lines = (0..<height).map { line in
      stride(from: line, to: shown.count, by: height)
        .map { shown[$0].padding(to: $0 + height < shown.count ? cell : 0) }.joined()
    }
    if words.count > shown.count { lines.append("… \(words.count - shown.count) more") }
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// With blanks at the end, up to that many characters.
  func padding(to length: Int) -> String {
    self + String(repeating: " ", count: max(0, length - count))
  }
}
