import Foundation

/// What only one program may do at a time, whichever of them begins.
enum FileLock {
  /// Another program holds it for the length of a few requests; beyond this something is wrong.
  static let patience = Duration.seconds(200)
  private static let interval = Duration.milliseconds(50)

  /// Does `body` while no other program does anything under the same lock.
  ///
  /// The lock ends with this program, however that ends; its file stays, because to remove it would
  /// let two programs hold two locks of one name.
  ///
  /// - Throws: ``ProfileError`` of kind `cannotWrite`, `CancellationError`, or what `body` throws.
  static func holding<Value: Sendable>(
    _ path: String, clock: some Clock<Duration>, isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Value
  ) async throws -> Value {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw ProfileError(
        .cannotWrite, "Cannot make the lock \(path): \(String(cString: strerror(errno))).")
    }
    defer { close(descriptor) }
    let start = clock.now
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw ProfileError(
          .cannotWrite, "Cannot hold the lock \(path): \(String(cString: strerror(errno))).")
      }
      guard start.duration(to: clock.now) < patience else {
        throw ProfileError(
          .cannotWrite,
          "Another program holds the lock \(path) for more than \(patience.components.seconds) "
            + "seconds. End it, and try again.")
      }
      try await clock.sleep(for: interval)
    }
    return try await body()
  }
}
