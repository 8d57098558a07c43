import Foundation

/// The journal's file before SQLite opens it: a private file in a private folder.
struct JournalFile {
  let path: String

  /// Makes the folder (0700) and the file (0600) where they are missing, and takes other people's
  /// permissions off a file that is there.
  ///
  /// SQLite gives the files it keeps beside the journal (`-wal`, `-shm`) the journal's own mode.
  /// A folder that is already there is left as it is: it may be one the person shares.
  func prepare() throws(JournalError) {
    try makeFolder(folder)
    // Exclusive, so that this descriptor is never one of a file that is in use: closing any
    // descriptor of a file drops all of this process's locks on it, SQLite's included.
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
      syncFolder()
    } else if errno != EEXIST {
      throw failure("cannot be made", errno)
    }
    try takeOthersPermissions()
  }

  /// Runs `body` while no other program is in its own: two programs that start at the same moment
  /// would otherwise both try to lay out the same new file.
  func alone<Value>(_ body: () throws(JournalError) -> Value) throws(JournalError) -> Value {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    // Where folders cannot be locked (some network file systems) SQLite's own locks remain.
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }

  private var folder: String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// Makes the new file's name survive a power cut; SQLite does that for the files it makes.
  private func syncFolder() {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private func makeFolder(_ folder: String) throws(JournalError) {
    if mkdir(folder, 0o700) == 0 { return }
    switch errno {
    case EEXIST:
      return
    case ENOENT:
      let parent = (folder as NSString).deletingLastPathComponent
      guard !parent.isEmpty, parent != folder else { throw failure("cannot be made", ENOENT) }
      try makeFolder(parent)
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw failure("cannot be made in a new folder", errno)
      }
    case let code:
      throw failure("cannot be made", code)
    }
  }

  private func takeOthersPermissions() throws(JournalError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw failure("cannot be looked at", errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw JournalError(
        kind: .cannotOpen,
        message: "The journal \(path) is not a regular file. Move it away, or name another "
          + "state folder in SENDAS_STATE_DIR.")
    }
    guard status.st_uid == geteuid() else {
      throw JournalError(
        kind: .cannotOpen,
        message: "The journal \(path) belongs to another user (uid \(status.st_uid)). "
          + "Name a state folder of your own in SENDAS_STATE_DIR.")
    }
    if status.st_mode & 0o077 != 0, chmod(path, 0o600) != 0 {
      throw failure("cannot be made private", errno)
    }
  }

  private func failure(_ what: String, _ code: Int32) -> JournalError {
    JournalError(
      kind: .cannotOpen,
      message: "The journal \(path) \(what): \(String(cString: strerror(code))). Check its folder, "
        + "or name another state folder in SENDAS_STATE_DIR.")
  }
}
