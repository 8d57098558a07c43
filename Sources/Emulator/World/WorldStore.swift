import Foundation
import Synchronization

/// Keeps a world between starts: a snapshot and a log of changes since.
///
/// In a folder of its own `world.json` is the snapshot and `changes.jsonl` holds one JSON line per
/// change; beside a snapshot named by a person they are `FILE.changes.jsonl` and `FILE.lock`. All
/// are readable by their owner only, since a world holds keys. While a store exists no other, in
/// this process or another, can be made of the same files.
public final class WorldStore: Sendable {
  private struct Log {
    var file: PrivateFile
    var size: Int
    /// The size beyond which the snapshot is made anew.
    var most = WorldStore.least
    /// Whether a change could not be written, so that only a new snapshot holds everything.
    var isBehind = false
  }

  /// A log is not worth a new snapshot before it has so many bytes, nor before it is so many times
  /// as long as the snapshot: so each change costs the same, however large the world.
  private static let (least, multiple) = (1 << 16, 4)

  private let snapshotPath: String
  private let logPath: String
  // Held, not used: the lock lasts as long as the file is open.
  private let lockFile: PrivateFile
  private let log: Mutex<Log>

  /// Opens a folder, made if it is missing, and takes its lock.
  ///
  /// Throws `EmulatorError`: `storeInUse` if another process has it, `storeUnavailable` if it
  /// cannot be made or opened.
  public convenience init(folder: String) throws(EmulatorError) {
    try self.init(
      folder: folder, snapshot: "\(folder)/world.json", log: "\(folder)/changes.jsonl",
      lock: "\(folder)/lock")
  }

  /// Opens the store whose snapshot is a file, in a folder that is made if it is missing.
  ///
  /// Throws `EmulatorError` as `init(folder:)` does.
  public convenience init(file: String) throws(EmulatorError) {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    try self.init(
      folder: folder, snapshot: file, log: "\(file).changes.jsonl", lock: "\(file).lock")
  }

  private init(
    folder: String, snapshot: String, log logPath: String, lock: String
  ) throws(EmulatorError) {
    snapshotPath = snapshot
    self.logPath = logPath
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw EmulatorError(
        .storeUnavailable,
        "cannot make the folder \(folder): \(error.localizedDescription) Check the permissions and the"
          + " free space of the folder around it", cause: error)
    }
    lockFile = try PrivateFile(lock, flags: O_RDWR)
    guard try lockFile.lock() else {
      throw EmulatorError(
        .storeInUse,
        "another process uses the emulator's world in \(folder); wait until it has ended, or "
          + "choose another state folder")
    }
    let file = try PrivateFile(logPath, flags: O_RDWR | O_APPEND)
    // A line without its end was being written when its process died. It goes before anything is
    // appended, or the next line would continue it.
    let contents = try file.contents()
    let size = contents.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if size < contents.count { try file.truncate(to: size) }
    log = Mutex(Log(file: file, size: size))
  }

  /// The world as it was left, or nil in a folder that has none yet.
  ///
  /// Throws `EmulatorError`: `storeDamaged` if a file holds something else, `storeUnavailable`
  /// if one cannot be read.
  public func load() throws(EmulatorError) -> World? {
    guard FileManager.default.fileExists(atPath: snapshotPath) else { return nil }
    let snapshot: World
    do throws(EmulatorError) {
      snapshot = try World(json: try PrivateFile(snapshotPath, flags: O_RDONLY).contents())
    } catch {
      guard error.kind != .storeUnavailable else { throw error }
      throw damaged(snapshotPath, error.message, cause: error)
    }
    let world = snapshot.applying(try loggedChanges())
    do throws(EmulatorError) {
      return try World(
        organization: world.organization, users: world.users, associations: world.associations,
        options: world.options, surroundings: world.surroundings)
    } catch {
      throw damaged(logPath, error.message, cause: error)
    }
  }

  /// Adds changes to the log or, where it has grown long, makes the world after them the snapshot.
  ///
  /// When it returns, the changes outlive this process. They are not forced to the disk: an
  /// emulator's world need not outlive a power cut. Throws `storeUnavailable`, and then the log is
  /// as it was, and the next call makes a snapshot.
  func keep(
    _ changes: [WorldChange], in world: @autoclosure () -> World
  ) throws(EmulatorError) {
    let isDue = log.withLock { $0.isBehind || $0.size > $0.most }
    guard !isDue else { return try compact(world()) }
    for change in changes { try append(change) }
  }

  /// Adds a change to the log.
  ///
  /// Throws as `keep` does.
  func append(_ change: WorldChange) throws(EmulatorError) {
    let line = Data(change.document.compactText + [UInt8(ascii: "\n")])
    try log.withLock { log throws(EmulatorError) in
      do throws(EmulatorError) {
        try log.file.write(line)
        log.size += line.count
      } catch {
        // Half a line must not become the beginning of the next.
        try? log.file.truncate(to: log.size)
        log.isBehind = true
        throw error
      }
    }
  }

  /// Makes a world the new snapshot and empties the log; also how a store begins, or begins anew.
  ///
  /// The caller sees to it that no change is kept meanwhile which the world does not hold.
  /// Throws `storeUnavailable`; then the old snapshot and log still stand.
  public func compact(_ world: World) throws(EmulatorError) {
    let draft = snapshotPath + ".new"
    try log.withLock { log throws(EmulatorError) in
      let file = try PrivateFile(draft, flags: O_WRONLY | O_TRUNC)
      let text = world.json()
      try file.write(text)
      try file.synchronize()
      guard rename(draft, snapshotPath) == 0 else {
        throw PrivateFile.unavailable(snapshotPath, "replace")
      }
      // Should the process end right here, the log repeats what the snapshot holds, and changes
      // that are already so are skipped.
      try log.file.truncate(to: 0)
      log.size = 0
      log.most = max(Self.least, Self.multiple * text.count)
      log.isBehind = false
    }
  }

  private func loggedChanges() throws(EmulatorError) -> [WorldChange] {
    let contents = try log.withLock { log throws(EmulatorError) in try log.file.contents() }
    var changes: [WorldChange] = []
    for (index, line) in contents.split(separator: UInt8(ascii: "\n")).enumerated() {
      do {
        changes.append(try WorldChange(JSONValue(parsing: Array(line))))
      } catch {
        throw damaged(
          "\(logPath), line \(index + 1)", "this is not a change that the emulator wrote",
          cause: error)
      }
    }
    return changes
  }

  private func damaged(_ place: String, _ what: String, cause: any Error) -> EmulatorError {
    EmulatorError(
      .storeDamaged,
      "\(place): \(what); correct it, or remove \(snapshotPath) to begin anew", cause: cause)
  }
}
