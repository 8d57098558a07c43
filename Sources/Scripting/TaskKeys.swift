import CloseAPI
import Foundation
import Lua
import Runs
import Synchronization

/// Makes the keys of the tasks that stand beside each other: each once.
final class TaskKeys: Sendable {
  /// How often each key was made, by its hash: a batch may have a million items.
  private let counts = Mutex<[Int: Int32]>([:])

  /// The key for an item.
  ///
  /// - Throws: `LuaError` for a table that cannot be written as JSON, such as one with functions.
  func key(for item: LuaValue) throws -> String {
    let key = try item.text ?? Self.digest(of: JSONValue(item).text(sortedKeys: true))
    let count = counts.withLock { counts in
      counts[key.hashValue, default: 0] += 1
      return counts[key.hashValue] ?? 1
    }
    return count == 1 ? key : "\(key)#\(count)"
  }

  private static func digest(of text: String) -> String {
    String(ContentDigest.text(of: Data(text.utf8)).dropFirst("sha256:".count).prefix(16))
  }
}
