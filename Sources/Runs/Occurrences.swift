import Journal

/// Numbers equal changes within their task, from 1, for as long as the task lives.
struct Occurrences: Sendable {
  private struct Counted {
    let path: String
    let task: String
    var counts: ContentCounts
  }

  /// The task that was counted for last: where none has to wait, it ends before another asks.
  private var latest: Counted?
  /// By what stays the same of their paths.
  private var others: [String: ContentCounts] = [:]

  /// The number of one more change of that content.
  ///
  /// - Parameters:
  ///   - content: What is asked for.
  ///   - task: What stays the same of the task's path.
  ///   - path: All of it.
  /// - Returns: The number, from 1.
  mutating func next(_ content: ChangeContent, in task: String, at path: String) -> Int {
    if latest?.task != task {
      if let latest { others[latest.task] = latest.counts }
      let counts = others.isEmpty ? nil : others.removeValue(forKey: task)
      latest = Counted(path: path, task: task, counts: counts ?? ContentCounts())
    }
    return latest?.counts.count(content.mark) ?? 1
  }

  /// Forgets a task that has ended: no other will have its key.
  mutating func forget(_ path: String) {
    if latest?.path == path {
      latest = nil
    } else if !others.isEmpty {
      others[TaskKey.stable(path)] = nil
    }
  }
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
