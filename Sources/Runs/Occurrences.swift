import Foundation

/// Numbers equal changes within their task, from 1, for as long as the task lives.
struct Occurrences: Sendable {
  private var tasks: [String: ContentCounts] = [:]

  /// The number of one more change of that content.
  mutating func next(_ content: Data, in task: String) -> Int {
    tasks[task, default: ContentCounts()].count(content)
  }

  /// Forgets a task that has ended: no other will have its key.
  mutating func forget(_ task: String) { tasks[task] = nil }
}

/// Counts equal contents, in eight bytes for each that is another.
///
/// A single task may make a million changes. Contents are digests, so their first eight bytes tell
/// them apart: of a million, two are taken for equal once in 37 million runs.
private struct ContentCounts: Sendable {
  /// A table with open addressing; 0 is a free place.
  private var places = [UInt64](repeating: 0, count: 4)
  private var filled = 0
  /// How often those were seen that were seen before.
  private var repeats: [UInt64: Int] = [:]

  /// How often that content was seen, this time counted.
  mutating func count(_ content: Data) -> Int {
    let mark = max(1, content.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    if insert(mark) { return 1 }
    repeats[mark, default: 1] += 1
    return repeats[mark] ?? 1
  }

  private mutating func insert(_ mark: UInt64) -> Bool {
    if (filled + 1) * 4 > places.count * 3 { grow() }
    let place = Self.place(of: mark, in: places)
    guard places[place] == 0 else { return false }
    places[place] = mark
    filled += 1
    return true
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: places.count * 2)
    for mark in places where mark != 0 { larger[Self.place(of: mark, in: larger)] = mark }
    places = larger
  }

  /// Where it is, or would be.
  private static func place(of mark: UInt64, in places: [UInt64]) -> Int {
    var place = Int(truncatingIfNeeded: mark & UInt64(places.count - 1))
    while places[place] != 0, places[place] != mark { place = (place + 1) & (places.count - 1) }
    return place
  }
}
