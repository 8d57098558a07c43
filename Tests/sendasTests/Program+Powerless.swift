import Foundation

extension Program {
  /// Runs `sendas` with no more than its owner's rights, so that a file's permissions count even where
  /// the tests run as root.
  func powerless(_ words: [String]) async throws -> Outcome {
    guard geteuid() == 0 else { return try await run(Self.path, words) }
    let without = ["--bounding-set", "-dac_override,-dac_read_search"]
    return try await run("/usr/bin/env", ["setpriv"] + without + [Self.path] + words)
  }

  /// The same, for words that are known.
  func powerless(_ words: String...) async throws -> Outcome { try await powerless(words) }

  /// Gives a file or folder these permissions while `body` runs.
  func permitting(
    _ permissions: Int, _ name: String, _ body: () async throws -> Void
  ) async throws {
    let path = folder.appendingPathComponent(name).path
    let before = try self.permissions(of: name)
    let set = { (mode: Int) in
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    try set(permissions)
    do { try await body() } catch {
      try set(before)
      throw error
    }
    try set(before)
  }
}
