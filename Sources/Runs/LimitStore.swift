public import CloseAPI
import Foundation

/// Keeps what the pacer has learned of limits in a file of the state folder.
///
/// The kernel holds the lock for an open file, so that a program that was killed locks nobody out.
/// Each server has its own file, because limits of one say nothing of another.
public struct LimitStore: LimitMemory {
  private let folder: String
  private let name: String

  /// A store in that folder for the server with that base URL.
  public init(folder: String, baseURL: String) {
    self.folder = folder
    let letters = baseURL.utf8.map { byte -> Character in
      let scalar = Unicode.Scalar(byte)
      return CharacterSet.alphanumerics.contains(scalar) && byte < 128 ? Character(scalar) : "-"
    }
    name = "limits-" + String(letters.suffix(80)) + ".json"
  }

  /// Changes the file's text, while no other program can.
  ///
  /// The new text replaces the old as a whole: a program that is killed here leaves one or the
  /// other.
  ///
  /// - Throws: `CocoaError` that names the file, when it cannot be read or written.
  public func update(_ change: (String) -> String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let lock = open(folder + "/limits.lock", O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw failure("opened", errno) }
    defer { close(lock) }
    while flock(lock, LOCK_EX) != 0 {
      guard errno == EINTR else { throw failure("locked", errno) }
    }
    let path = folder + "/" + name
    let old = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let new = change(old)
    guard new != old else { return }
    let temporary = path + ".new"
    // Under the lock nobody else writes it; what a killed program left there goes.
    unlink(temporary)
    let file = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("written", errno) }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    try handle.write(contentsOf: Data(new.utf8))
    try handle.close()
    guard rename(temporary, path) == 0 else { throw failure("written", errno) }
  }

  private func failure(_ verb: String, _ code: Int32) -> CocoaError {
    CocoaError(
      .fileWriteUnknown,
      userInfo: [
        NSLocalizedDescriptionKey:
          "what was learned of limits, \(folder)/\(name), cannot be \(verb): "
          + String(cString: strerror(code))
      ])
  }
}
