import Foundation

/// Which files a script may read and write.
///
/// It may read its own folder and the current folder and write the current folder; files that the
/// person named on the command line are allowed as well.
public struct FileAccess: Sendable {
  private let workingFolder: String
  private let readable: [String]
  private let named: Set<String>

  /// - Parameters:
  ///   - workingFolder: Where relative paths start.
  ///   - scriptFolder: The folder of the script, if it has one.
  ///   - named: The words of the command line; those that are paths of files are allowed.
  public init(workingFolder: String, scriptFolder: String?, named: [String]) {
    self.workingFolder = Self.resolved(workingFolder, from: "/")
    let from = self.workingFolder
    readable = [from] + (scriptFolder.map { [Self.resolved($0, from: from)] } ?? [])
    self.named = Set(named.filter { !$0.isEmpty }.map { Self.resolved($0, from: from) })
  }

  /// Opens a file for reading; `-` is standard input.
  ///
  /// - Throws: ``ScriptError`` of kind `refused` or `badInput`.
  func read(_ path: String) throws(ScriptError) -> FileHandle {
    if path == "-" { return .standardInput }
    let resolved = Self.resolved(path, from: workingFolder)
    guard named.contains(resolved) || readable.contains(where: { Self.holds($0, resolved) }) else {
      throw refusal(path, "read", "its own folder and the current folder")
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: resolved, isDirectory: &isFolder) else {
      throw ScriptError(
        .badInput, "there is no file '\(path)'; relative paths start at the current folder")
    }
    guard !isFolder.boolValue, let handle = FileHandle(forReadingAtPath: resolved) else {
      let reason = isFolder.boolValue ? "is a folder" : "cannot be read; check its permissions"
      throw ScriptError(.badInput, "'\(path)' \(reason)")
    }
    return handle
  }

  /// Writes a whole file: all of it, or nothing.
  ///
  /// - Throws: ``ScriptError`` of kind `refused` or `badInput`.
  func write(_ bytes: [UInt8], to path: String) throws(ScriptError) {
    let resolved = Self.resolved(path, from: workingFolder)
    guard named.contains(resolved) || Self.holds(workingFolder, resolved) else {
      throw refusal(path, "write", "the current folder")
    }
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: resolved), options: .atomic)
    } catch {
      throw ScriptError(
        .cannotWrite, "'\(path)' cannot be written: \(error.localizedDescription)", cause: error)
    }
  }

  private func refusal(_ path: String, _ verb: String, _ places: String) -> ScriptError {
    ScriptError(
      .refused,
      "a script may \(verb) only \(places), and '\(path)' is elsewhere; name the file on the command"
        + " line to allow it")
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
