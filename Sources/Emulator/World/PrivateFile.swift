import Foundation

/// An open file that only its owner can read, closed when the last reference goes.
///
/// It closes on `exec` too: a command that fetches a credential must not inherit a lock.
final class PrivateFile: Sendable {
  private let descriptor: CInt
  private let path: String

  /// Opens or creates a file with the flags of `open(2)`, and makes it private if it was not.
  init(_ path: String, flags: CInt) throws(EmulatorError) {
    self.path = path
    descriptor = open(path, flags | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
      throw Self.unavailable(path, "open")
    }
  }

  deinit {
    close(descriptor)
  }

  /// Takes the file's lock for this process alone; false if another holder has it.
  func lock() throws(EmulatorError) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    guard errno == EWOULDBLOCK else { throw Self.unavailable(path, "lock") }
    return false
  }

  /// Everything in the file.
  func contents() throws(EmulatorError) -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw EmulatorError(
        .storeUnavailable, "cannot read \(path): \(error.localizedDescription)", cause: error)
    }
  }

  /// Writes all the bytes at the file's position.
  func write(_ data: Data) throws(EmulatorError) {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.unavailable(path, "write") }
      rest = rest.dropFirst(count)
    }
  }

  /// Cuts the file off.
  func truncate(to size: Int) throws(EmulatorError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else {
      throw Self.unavailable(path, "shorten")
    }
  }

  /// Waits until the contents are on the disk.
  func synchronize() throws(EmulatorError) {
    guard fsync(descriptor) == 0 else { throw Self.unavailable(path, "write") }
  }

  /// The failure of a system call just made on a path.
  static func unavailable(_ path: String, _ verb: String) -> EmulatorError {
    let code = errno
    return EmulatorError(
      .storeUnavailable,
      "cannot \(verb) \(path): \(String(cString: strerror(code))); check the folder's "
        + "permissions and free space")
  }
}
