public import CloseAPI
import Foundation
public import Journal
import Synchronization

/// Keeps two runs of this machine from changing one organization at the same time, and one run from
/// being executed twice at once.
///
/// A file for each, locked for as long as this value lives. The system gives up the lock of a program
/// that has died, so nothing is held after a kill.
public final class OrganizationLocks: Sendable {
  private struct State {
    /// Descriptors by what they hold.
    var held: [String: Int32] = [:]
    /// The file of the run, which is of no use after it.
    var ownFile: String?
  }

  private let folder: String
  private let state = Mutex(State())

  /// - Parameter folder: Where the files are; made where it is missing.
  public init(folder: String) { self.folder = folder }

  deinit {
    state.withLock { state in
      if let file = state.ownFile { unlink(file) }
      for descriptor in state.held.values { close(descriptor) }
    }
  }

  /// Holds the organization for the run.
  ///
  /// - Throws: ``RunError`` of kind `locked` that names who holds it, or of kind `journal` where the
  ///   folder cannot be written.
  public func hold(_ organization: OrganizationID, for run: RunRecord) throws(RunError) {
    if let holder = try lock(organization.rawValue, for: run) {
      throw RunError(
        .locked,
        "another run changes this organization: \(holder);"
          + " wait for its end, or let both run at once with --allow-overlap")
    }
  }

  /// Holds the run itself, before anything of it begins.
  ///
  /// - Throws: ``RunError`` of kind `locked` where it is under way, that names by whom, or of kind
  ///   `journal` where the folder cannot be written.
  public func hold(_ run: RunRecord) throws(RunError) {
    let name = "run-\(run.id)"
    if let holder = try lock(name, for: run) {
      throw RunError(
        .locked,
        "this run is still under way: \(holder); wait for its end, or end it with Ctrl-C there")
    }
    state.withLock { $0.ownFile = path(of: name) }
  }

  private func path(of name: String) -> String {
    let safe = name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "-" }
    return "\(folder)/\(String(safe)).lock"
  }

  /// Whether the path still leads to the open file.
  private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
    var (named, opened) = (stat(), stat())
    guard stat(path, &named) == 0, fstat(descriptor, &opened) == 0 else { return false }
    return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
  }

  /// Who holds it, or nil where it is ours now.
  private func lock(_ name: String, for run: RunRecord) throws(RunError) -> String? {
    guard state.withLock({ $0.held[name] }) == nil else { return nil }
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let path = path(of: name)
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
      return who.isEmpty ? "its name is not known" : who
    }
    // Its holder may have ended, and taken the file away, between the opening and the locking.
    guard Self.isStill(path, descriptor) else {
      close(descriptor)
      return try lock(name, for: run)
    }
    let text = "run \(run.id) (\(run.command), \(run.startedBy)), process \(getpid())"
    ftruncate(descriptor, 0)
    pwrite(descriptor, text, text.utf8.count, 0)
    state.withLock { $0.held[name] = descriptor }
    return nil
  }
}
