import Foundation

/// Reads files that only their owner may see.
enum PrivateFile {
  /// Why a file was not read.
  enum Refusal: Error, Equatable {
    case missing
    case symbolicLink
    case notRegular
    case notPrivate(FileOwnership)
    case tooLarge
    case failed(errno: Int32)
  }

  /// Reads at most `limit` bytes of a private file; a larger one is refused.
  ///
  /// The opened file is looked at, not its path: between a look at the path and the opening,
  /// somebody could put another file there.
  static func read(_ path: String, limit: Int) throws(Refusal) -> [UInt8] {
    // Without NONBLOCK a pipe in the file's place would be waited for.
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw .missing
      case ELOOP: throw .symbolicLink
      case let code: throw .failed(errno: code)
      }
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .failed(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    let ownership = FileOwnership(
      owner: status.st_uid, permissions: UInt32(status.st_mode) & 0o777)
    guard ownership.isPrivate(to: geteuid()) else { throw .notPrivate(ownership) }
    return try readAll(descriptor, limit: limit)
  }

  private static func readAll(_ descriptor: Int32, limit: Int) throws(Refusal) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes { buffer in
        Foundation.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if more == 0 { break }
      guard more > 0 else {
        if errno == EINTR { continue }
        throw .failed(errno: errno)
      }
      count += more
    }
    guard count <= limit else { throw .tooLarge }
    return Array(bytes[..<count])
  }
}
