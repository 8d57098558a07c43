import Journal

/// Numbers equal changes within their task, from 1, for as long as the task lives.
struct Occurrences: Sendable {
  private var tasks: [String: ContentCounts] = [:]

  /// The number of one more change of that content.
  mutating func next(_ content: ChangeContent, in task: String) -> Int {
    tasks[task, default: ContentCounts()].count(content.mark)
  }

  /// Forgets a task that has ended: no other will have its key.
  mutating func forget(_ task: String) { tasks[task] = nil }
}

/// Counts equal contents by eight bytes of theirs.
///
/// A single task may make a million changes. Contents are digests, so eight bytes tell them apart: of a
/// million, two are taken for equal once in 37 million runs.
private struct ContentCounts: Sendable {
  /// The first; most tasks make no other, and need no set for it.
  private var first: UInt64?
  private var others: Set<UInt64> = []
  /// How often those were seen that were seen before.
  private var repeats: [UInt64: Int] = [:]

  /// How often that content was seen, this time counted.
  mutating func count(_ mark: UInt64) -> Int {
    if first == nil {
      first = mark
      return 1
    }
    guard mark == first || !others.insert(mark).inserted else { return 1 }
    repeats[mark, default: 1] += 1
    return repeats[mark] ?? 1
  }
}
