import Foundation

/// A folder in which we keep files that only the user may see.
struct PrivateFolder {
  let path: String

  /// Makes the folder (0700), and those above it, where they are missing.
  func make() throws(ProfileError) {
    try make(path)
  }

  /// Writes a file (0600) so that a reader, or the next program after a crash, finds either the
  /// whole old or the whole new content.
  func write(_ text: String, to name: String) throws(ProfileError) {
    let target = path + "/" + name
    guard let file = NewPrivateFile(pathBeginning: path + "/.\(name).") else {
      throw failure("write", target)
    }
    let isWritten =
      Self.write(Array(text.utf8), to: file.descriptor) && fsync(file.descriptor) == 0
    let code = errno
    close(file.descriptor)
    guard isWritten else {
      unlink(file.path)
      throw failure("write", target, code)
    }
    guard rename(file.path, target) == 0 else {
      let code = errno
      unlink(file.path)
      throw failure("write", target, code)
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func make(_ folder: String) throws(ProfileError) {
    if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
    let parent = (folder as NSString).deletingLastPathComponent
    guard errno == ENOENT, !parent.isEmpty, parent != folder else { throw failure("make", folder) }
    try make(parent)
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure("make", folder) }
  }

  private func failure(_ verb: String, _ what: String, _ code: Int32 = errno) -> ProfileError {
    ProfileError(
      .cannotWrite,
      "Cannot \(verb) \(what): \(String(cString: strerror(code))). Check the folder's permissions "
        + "and the space on the disk.")
  }
}
