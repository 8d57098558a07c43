import Foundation
import Scripting

/// The files of a folder to start in.
struct StarterFolder {
  /// One file of it.
  struct File {
    let path: String
    let text: String
    /// Whether it says what this program says of itself, and nothing of the person's.
    let isGenerated: Bool
  }

  /// What became of the files, by path.
  struct Report: Equatable {
    var written: [String] = []
    var kept: [String] = []
    /// Kept, though this program would write something else today.
    var stale: [String] = []
  }

  static let files = [
    File(path: "grant_team.lua", text: StarterScript.script, isGenerated: false),
    File(path: "grant_team_test.lua", text: StarterScript.test, isGenerated: false),
    File(path: "team.csv", text: StarterScript.csv, isGenerated: false),
    File(path: ".gitignore", text: StarterScript.gitignore, isGenerated: false),
    File(path: ".luarc.json", text: EditorSettings.text, isGenerated: true),
    File(path: ".luacheckrc", text: LuacheckDefinitions.text, isGenerated: true),
    File(path: ".sendas/library.lua", text: AnnotationFile.text, isGenerated: true),
    File(path: ".sendas/library.md", text: ReferencePage.text, isGenerated: true),
  ]

  let folder: String

  /// Writes what is not there yet; what is there stays, or with `refresh` is written anew where it
  /// is generated.
  ///
  /// - Throws: ``Failure`` where a file cannot be written.
  func write(refresh: Bool) throws -> Report {
    var report = Report()
    for file in Self.files {
      let url = URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent(file.path)
      let present = FileManager.default.contents(atPath: url.path)
      if present == nil ? Self.isThere(url) : !(refresh && file.isGenerated) {
        let isStale = file.isGenerated && present != Data(file.text.utf8)
        if isStale { report.stale.append(file.path) } else { report.kept.append(file.path) }
        continue
      }
      do {
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: url, options: .atomic)
      } catch {
        throw Failure(
          .cannotWrite, "'\(url.path)' cannot be written: \(FileTrouble.words(error))")
      }
      report.written.append(file.path)
    }
    return report
  }

  // A folder or an unreadable file under that name is the person's, too.
  private static func isThere(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path)
  }
}
