import Foundation
import Scripting

/// What was typed in a session, as a script.
struct SavedSession {
  let pieces: [ScriptPiece]

  /// What the script needs that only a session has.
  var notes: [String] {
    pieces.filter { !$0.results.isEmpty }.map { piece in
      "'\(piece.text.prefix(40))' uses \(piece.results.joined(separator: ", ")), which a script does"
        + " not have: give that value a name"
    }
  }

  var text: String {
    let lines = pieces.map { $0.isStatement ? $0.text : "print(\($0.text))" }
    return "-- From a session of sendas repl.\n\n" + lines.joined(separator: "\n") + "\n"
  }

  /// - Throws: ``Failure`` where the file is there already or cannot be written.
  func write(to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw Failure(
        .cannotWrite,
        isThere
          ? "\(path) is there already; give another name"
          : "\(path) cannot be written; check the folder and its permissions")
    }
  }
}
