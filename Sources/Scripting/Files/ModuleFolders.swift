import Foundation
import Lua

/// Where `require` looks for modules: the script's folder, then others.
public struct ModuleFolders: Sendable {
  private struct Folder {
    /// As the person named it; empty for the current folder.
    let name: String
    /// Without links, so that what leads out of it can be told.
    let path: String
  }

  /// The largest module, in bytes: as much as any value that a script gets.
  private static let maximumSize = 64 << 20

  private let folders: [Folder]

  /// - Parameters:
  ///   - names: The folders in the order in which they are searched, as the person named them.
  ///   - workingFolder: Where relative ones start.
  public init(_ names: [String] = [], workingFolder: String = "/") {
    folders = names.map { name in
      let url = URL(
        fileURLWithPath: name.isEmpty ? "." : name,
        relativeTo: URL(fileURLWithPath: workingFolder, isDirectory: true))
      let trimmed = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
      return Folder(
        name: trimmed == "." ? "" : trimmed,
        path: url.standardizedFileURL.resolvingSymlinksInPath().path)
    }
  }

  /// The module of that name, as `teams` or `acme.teams`.
  ///
  /// - Throws: ``ScriptError`` that says where was looked, or why what is there is not taken.
  func find(_ name: String) throws(ScriptError) -> LuaChunk {
    guard name.wholeMatch(of: /[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*/) != nil else {
      throw ScriptError(
        .badArgument,
        "'\(name)' cannot be a module: its name is words of letters, digits and _, joined by dots, as"
          + " \"teams\" or \"acme.teams\" for acme/teams.lua")
    }
    let file = name.replacing(".", with: "/") + ".lua"
    for folder in folders {
      let shown = folder.name.isEmpty ? file : "\(folder.name)/\(file)"
      if let source = try Self.source(folder.path + "/" + file, in: folder.path, shown) {
        return LuaChunk(source: source, name: shown)
      }
    }
    guard !folders.isEmpty else {
      throw ScriptError(
        .badInput,
        "there is no folder to look for module '\(name)' in; name one with --lib DIR")
    }
    let places = folders.map { $0.name.isEmpty ? file : "\($0.name)/\(file)" }
    throw ScriptError(
      .badInput,
      "there is no module '\(name)'; looked for \(places.joined(separator: ", "))."
        + " --lib DIR adds a folder")
  }

  private static func source(
    _ path: String, in folder: String, _ shown: String
  ) throws(ScriptError) -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard resolved.hasPrefix(folder == "/" ? "/" : folder + "/") else {
      throw ScriptError(
        .refused,
        "\(shown) is a link to a place outside its folder; copy the file, or name its own folder with"
          + " --lib DIR")
    }
    do {
      // A pipe or a device would hold up all tasks.
      let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw ScriptError(.badInput, "\(shown) is not a file")
      }
      guard (attributes[.size] as? NSNumber)?.intValue ?? 0 <= maximumSize else {
        throw ScriptError(.badInput, "\(shown) is larger than 64 MiB")
      }
      return Array(try Data(contentsOf: URL(fileURLWithPath: resolved)))
    } catch let error as ScriptError {
      throw error
    } catch {
      throw ScriptError(
        .badInput, "\(shown) cannot be read: \(FileTrouble.words(error))", cause: error)
    }
  }
}
