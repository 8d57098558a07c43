/// The name in `names` that was most likely meant by `word`, or nil when none is near.
///
/// Near means: it begins like the word (three letters or more), or at most a third of the letters
/// are to be changed, inserted or dropped.
package func nearest(to word: String, in names: some Sequence<String>) -> String? {
  let wanted = Array(word.lowercased())
  let longer = names.filter { wanted.count >= 3 && $0.lowercased().hasPrefix(word.lowercased()) }
  if let shortest = longer.min(by: { $0.count < $1.count }) { return shortest }
  var best: (name: String, distance: Int)?
  for name in names {
    let distance = editDistance(wanted, Array(name.lowercased()))
    guard distance <= max(1, wanted.count / 3), distance < best?.distance ?? .max else { continue }
    best = (name, distance)
  }
  return best?.name
}

/// Levenshtein's distance.
private func editDistance(_ from: [Character], _ to: [Character]) -> Int {
  var previous = Array(0...to.count)
  for (row, letter) in from.enumerated() {
    var current = [row + 1]
    for (column, other) in to.enumerated() {
      let change = previous[column] + (letter == other ? 0 : 1)
      current.append(min(change, previous[column + 1] + 1, current[column] + 1))
    }
    previous = current
  }
  return previous[to.count]
}
