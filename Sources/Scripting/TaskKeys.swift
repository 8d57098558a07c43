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
    let key = try item.text ?? digest(of: item)
    let count = made.withLock { $0.count(key.hashValue) }
    return count == 1 ? key : "\(key)#\(count)"
  }

  private func digest(of item: LuaValue) throws -> String {
    var writer = JSONWriter()
    try writer.write(item)
    return ContentDigest.short(of: writer.bytes)
  }

  /// The key for an item of a batch that is a table, with what people call it.
  ///
  /// - Parameters:
  ///   - item: The item.
  ///   - number: Its number in the batch.
  ///   - name: Its name, if it has one.
  /// - Returns: The key.
  /// - Throws: As ``key(for:)``.
  func key(for item: LuaValue, number: Int64, name: String?) throws -> String {
    let key = try key(for: item)
    guard let name else { return "\(key) @ item \(number)" }
    return "\(key) @ \(Self.withoutSlashes(name))"
  }

  /// A slash would begin the key of another task, also where an accent follows it.
  private static func withoutSlashes(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "/")) else { return name }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: name.unicodeScalars.map { $0 == "/" ? "_" : $0 })
    return String(scalars)
  }
}
