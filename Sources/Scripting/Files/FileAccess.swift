import Foundation

/// Which files a script may read and write.
///
/// It may read its own folder and the current folder and write the current folder; files that the
/// person named on the command line are allowed as well, and so is what `--allow-path` names.
public struct FileAccess: Sendable {
  /// The most that is read at once, in bytes: as much as a script can get in one value.
  private static let maximumSize = 64 << 20

  private let workingFolder: String
  private let readable: [String]
  private let writable: [String]
  private let named: Set<String>

  /// - Parameters:
  ///   - workingFolder: Where relative paths start.
  ///   - scriptFolder: The folder of the script, if it has one.
  ///   - named: The words of the command line; those that are paths of files are allowed.
  ///   - allowed: Files, and folders with all that is in them, that are allowed as well.
  public init(
    workingFolder: String, scriptFolder: String?, named: [String], allowed: [String] = []
  ) {
    self.workingFolder = Self.resolved(workingFolder, from: "/")
    let from = self.workingFolder
    let allowed = allowed.filter { !$0.isEmpty }.map { Self.resolved($0, from: from) }
    writable = [from] + allowed
    readable = writable + (scriptFolder.map { [Self.resolved($0, from: from)] } ?? [])
    // Of an option as --out=FILE the file is named, too.
    let words =
      named + named.compactMap { $0.split(separator: "=", maxSplits: 1).last.map(String.init) }
    self.named = Set((words + allowed).filter { !$0.isEmpty }.map { Self.resolved($0, from: from) })
  }

  /// Opens a file for reading; `-` is standard input.
  ///
  /// - Throws: ``ScriptError`` of kind `refused` or `badInput`.
  func read(_ path: String) throws(ScriptError) -> FileHandle {
    if path == "-" { return .standardInput }
    guard let handle = FileHandle(forReadingAtPath: try readablePath(path)) else {
      throw ScriptError(.badInput, "'\(path)' cannot be read; check its permissions")
    }
    return handle
  }

  /// Makes sure that there is such a file and that it may be read, without opening it: what a pipe
  /// says can be read only once.
  ///
  /// - Throws: ``ScriptError`` of kind `refused` or `badInput`.
  func check(_ path: String) throws(ScriptError) {
    guard path != "-" else { return }
    guard FileManager.default.isReadableFile(atPath: try readablePath(path)) else {
      throw ScriptError(.badInput, "'\(path)' cannot be read; check its permissions")
    }
  }

  /// All that is in a file.
  ///
  /// - Throws: ``ScriptError`` of kind `refused`, or `badInput` also where it is too large.
  func contents(of path: String) async throws -> [UInt8] {
    try await FileQueue.run {
      let handle = try read(path)
      defer { if path != "-" { try? handle.close() } }
      var bytes: [UInt8] = []
      do {
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
          bytes += piece
          guard bytes.count <= Self.maximumSize else {
            throw ScriptError(.badInput, "'\(path)' is larger than 64 MiB; read it by csv.rows")
          }
        }
      } catch let error as ScriptError {
        throw error
      } catch {
        throw ScriptError(
          .badInput, "'\(path)' cannot be read: \(FileTrouble.words(error))", cause: error)
      }
      return bytes
    }
  }

  private func readablePath(_ path: String) throws(ScriptError) -> String {
    let resolved = Self.resolved(path, from: workingFolder)
    guard named.contains(resolved) || readable.contains(where: { Self.holds($0, resolved) }) else {
      throw refusal(path, "read", "from its own folder and the current folder")
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: resolved, isDirectory: &isFolder) else {
      throw ScriptError(
        .badInput, "there is no file '\(path)'; relative paths start at the current folder")
    }
    guard !isFolder.boolValue else { throw ScriptError(.badInput, "'\(path)' is a folder") }
    return resolved
  }

  /// Writes a whole file: all of it, or nothing.
  ///
  /// - Throws: ``ScriptError`` of kind `refused` or `badInput`.
  func write(_ bytes: [UInt8], to path: String) throws(ScriptError) {
    let resolved = Self.resolved(path, from: workingFolder)
    guard named.contains(resolved) || writable.contains(where: { Self.holds($0, resolved) }) else {
      throw refusal(path, "write", "into the current folder")
    }
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: resolved), options: .atomic)
    } catch {
      throw ScriptError(
        .cannotWrite, "'\(path)' cannot be written: \(FileTrouble.words(error))", cause: error)
    }
  }

  private func refusal(_ path: String, _ verb: String, _ places: String) -> ScriptError {
    ScriptError(
      .refused,
      "a script may \(verb) only \(places), and '\(path)' is elsewhere; name the file on the command"
        + " line, or allow it with --allow-path")
  }

  private static func holds(_ folder: String, _ path: String) -> Bool {
    path.hasPrefix(folder == "/" ? "/" : folder + "/")
  }

  /// The path without links and dots, so that neither leads out of a folder.
  private static func resolved(_ path: String, from folder: String) -> String {
    let absolute = path.hasPrefix("/") ? path : folder + "/" + path
    let url = URL(fileURLWithPath: absolute).standardizedFileURL
    // The file need not exist yet; its folder decides then.
    let parent = url.deletingLastPathComponent().resolvingSymlinksInPath()
    return parent.appendingPathComponent(url.lastPathComponent).resolvingSymlinksInPath().path
  }
}
