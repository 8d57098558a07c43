/// The name in `names` that was most likely meant by `word`, or nil when none is near.
///
/// Near means: it begins like the word (three letters or more), or at most a third of the letters
/// are to be changed, inserted, dropped or swapped with their neighbour. Of two emails the parts
/// before and after the `@` have to be near each other: most of an email is the same for everybody.
package func nearest(to word: String, in names: some Sequence<String>) -> String? {
  let word = word.lowercased()
  let longer = names.filter { word.count >= 3 && $0.lowercased().hasPrefix(word) }
  if let shortest = longer.min(by: { $0.count < $1.count }) { return shortest }
  var best: (name: String, slips: Int)?
  for name in names {
    guard let slips = slips(from: word, to: name.lowercased()), slips < best?.slips ?? .max else {
      continue
    }
    best = (name, slips)
  }
  return best?.name
}

/// How many letters differ; nil where it is too many for a slip.
private func slips(from word: String, to name: String) -> Int? {
  let (words, names) = (parts(of: word), parts(of: name))
  guard words.count == names.count else { return nil }
  var sum = 0
  for (word, name) in zip(words, names) {
    let slips = alignment(Array(word), Array(name))
    guard slips <= max(1, word.count / 3) else { return nil }
    sum += slips
  }
  return sum
}

private func parts(of word: String) -> [Substring] {
  word.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
}

/// The distance of optimal string alignment.
private func alignment(_ from: [Character], _ to: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...to.count)
  for row in from.indices {
    var current = [row + 1]
    for column in to.indices {
      let change = last[column] + (from[row] == to[column] ? 0 : 1)
      var best = min(change, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
        best = min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[to.count]
}
