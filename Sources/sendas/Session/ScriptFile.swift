import Foundation
import Scripting

/// The script that a person named, and what lies around it.
struct ScriptFile {
  /// As the person named it; `-` is standard input.
  let path: String
  let source: [UInt8]

  private init(path: String, source: [UInt8]) { (self.path, self.source) = (path, source) }

  /// Reads it.
  ///
  /// - Throws: ``Failure``.
  init(_ path: String) throws {
    self.path = path
    source = Array(try InputFile.read(path, called: "script"))
  }

  /// Reads the script of a run that is resumed; standard input and a file that is gone are as the
  /// journal has kept them.
  ///
  /// - Throws: ``Failure``.
  init(again path: String, text: String?) throws {
    if path == "-" || !FileManager.default.fileExists(atPath: path), let text {
      if path != "-" { Terminal.error("\(path) is gone; its text is taken from the journal") }
      self.init(path: path, source: Array(text.utf8))
    } else {
      try self.init(path)
    }
  }

  /// Its folder as the person named it, empty for the current one; nil for standard input.
  var folder: String? {
    guard path != "-" else { return nil }
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Where its modules are.
  ///
  /// - Throws: ``Failure`` where one of the folders is none.
  func modules(_ libraries: [String]) throws -> ModuleFolders {
    for library in libraries {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: library, isDirectory: &isFolder),
        isFolder.boolValue
      else { throw Failure(.noInput, "--lib \(library): there is no such folder") }
    }
    return ModuleFolders(
      (folder.map { [$0] } ?? []) + libraries,
      workingFolder: FileManager.default.currentDirectoryPath)
  }

  /// The files that it may touch.
  func files(named words: [String], allowed: [String]) -> FileAccess {
    FileAccess(
      workingFolder: FileManager.default.currentDirectoryPath,
      scriptFolder: folder.map { $0.isEmpty ? "." : $0 }, named: words, allowed: allowed)
  }
}
