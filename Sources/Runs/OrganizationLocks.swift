public import CloseAPI
import Foundation
public import Journal
import Synchronization

/// Keeps two runs of this machine from changing one organization at the same time.
///
/// A file per organization, locked for as long as this value lives. The system gives up the lock of
/// a program that has died, so nothing is left behind by a kill.
public final class OrganizationLocks: Sendable {
  private let folder: String
  private let held = Mutex<[String: Int32]>([:])

  /// - Parameter folder: Where the files are; made where it is missing.
  public init(folder: String) { self.folder = folder }

  deinit {
    held.withLock { for descriptor in $0.values { close(descriptor) } }
  }

  /// Holds the organization for the run.
  ///
  /// - Throws: ``RunError`` of kind `locked` that names who holds it, or of kind `journal` where the
  ///   folder cannot be written.
  public func hold(_ organization: OrganizationID, for run: RunRecord) throws(RunError) {
    let name = organization.rawValue
    guard held.withLock({ $0[name] }) == nil else { return }
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let safe = name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "-" }
    let path = "\(folder)/\(String(safe)).lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw RunError(
        .journal, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      var buffer = [UInt8](repeating: 0, count: 400)
      let count = read(descriptor, &buffer, buffer.count)
      close(descriptor)
      let who = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      throw RunError(
        .locked,
        "another run changes this organization: \(who.isEmpty ? "its name is not known" : who);"
          + " wait for its end, or let both run at once with --allow-overlap")
    }
    let text = "run \(run.id) (\(run.command), \(run.startedBy)), process \(getpid())"
    ftruncate(descriptor, 0)
    pwrite(descriptor, text, text.utf8.count, 0)
    held.withLock { $0[name] = descriptor }
  }
}
