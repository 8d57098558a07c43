/// Finds what somebody probably meant to write.
enum NearestName {
  /// " Did you mean "x"?", or nothing when no name is near.
  static func hint(for word: String, among names: [String]) -> String {
    nearest(to: word, among: names).map { " Did you mean '\($0)'?" } ?? ""
  }

  /// The name with the fewest slips from `word`: at most one for every three letters.
  static func nearest(to word: String, among names: [String]) -> String? {
    let scored = names.map { (name: $0, slips: slips(from: word, to: $0)) }
    guard let best = scored.min(by: { $0.slips < $1.slips }),
      best.slips <= max(1, best.name.count / 3)
    else { return nil }
    return best.name
  }

  /// How many letters have to be added, left out, replaced or swapped with their neighbour
  /// (optimal string alignment).
  private static func slips(from word: String, to name: String) -> Int {
    let word = Array(word.lowercased())
    let name = Array(name.lowercased())
    var beforeLast: [Int] = []
    var last = Array(0...name.count)
    for row in 0..<word.count {
      var current = [row + 1]
      for column in 0..<name.count {
        var best = min(
          last[column + 1] + 1, current[column] + 1,
          last[column] + (word[row] == name[column] ? 0 : 1))
        if row > 0, column > 0, word[row] == name[column - 1], word[row - 1] == name[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[name.count]
  }
}
