import CloseAPI
import Foundation

/// What was typed in earlier sessions: a private file, the oldest first, and never a key.
struct LineHistory {
  /// How many entries are kept.
  static let most = 1000

  let path: String

  /// The history in the state folder.
  init(folder: String) { path = folder + "/history" }

  /// The entries, the oldest first; none where the file is not there or not ours alone.
  func entries() -> [String] {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return [] }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    var status = stat()
    guard fstat(file, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0,
      let data = try? handle.readToEnd()
    else { return [] }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    return lines.suffix(Self.most).map { Self.typed(String($0)) }
  }

  /// Adds one at the end.
  ///
  /// Without a history a session goes on all the same.
  func add(_ text: String) {
    guard SecretRedactor.shared.redact(text) == text else { return }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    try? FileHandle(fileDescriptor: file, closeOnDealloc: true)
      .write(contentsOf: Data((Self.written(text) + "\n").utf8))
  }

  /// Forgets the oldest once there are twice as many as are kept.
  func trim() {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
    let lines = text.split(separator: "\n")
    guard lines.count > 2 * Self.most else { return }
    let rest = lines.suffix(Self.most).joined(separator: "\n") + "\n"
    let fresh = path + ".new"
    unlink(fresh)
    let file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let isWritten: Void? = try? FileHandle(fileDescriptor: file, closeOnDealloc: true)
      .write(contentsOf: Data(rest.utf8))
    if isWritten == nil || rename(fresh, path) != 0 { unlink(fresh) }
  }

  /// An entry is one line of the file, however many lines it has.
  static func written(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  static func typed(_ line: String) -> String {
    var text = ""
    var isEscaped = false
    for character in line {
      if isEscaped {
        text.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        text.append(character)
      }
    }
    return text
  }
}
