import CloseAPI
import Lua
import Runs
import Synchronization

/// Makes the keys of the tasks that one task starts: each once, as long as that one lives.
final class TaskKeys: Sendable {
  private struct Made {
    /// The hashes of all keys: a batch may have a million items, and most come once.
    var once: Set<Int> = []
    /// How often those were made that came again.
    var again: [Int: Int] = [:]

    mutating func count(_ hash: Int) -> Int {
      if once.insert(hash).inserted { return 1 }
      again[hash, default: 1] += 1
      return again[hash] ?? 2
    }
  }

  private let made = Mutex(Made())

  /// The key for an item.
  ///
  /// - Throws: `LuaError` for a table that cannot be written as JSON, such as one with functions.
  func key(for item: LuaValue) throws -> String {
    let key = try item.text ?? ContentDigest.short(of: JSONValue(item).encoded(sortedKeys: true))
    let count = made.withLock { $0.count(key.hashValue) }
    return count == 1 ? key : "\(key)#\(count)"
  }
}
