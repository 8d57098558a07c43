/// Whom a file belongs to and who may touch it.
struct FileOwnership: Equatable {
  /// The owner's uid.
  let owner: UInt32
  /// The permission bits, as in 0o600.
  let permissions: UInt32

  /// Whether a secret may be kept in such a file of that user: the user's own and closed to
  /// everybody else, or root's and at most readable to its group.
  ///
  /// The rule is libpq's for private keys.
  func isPrivate(to user: UInt32) -> Bool {
    if owner == user, permissions & 0o077 == 0 { return true }
    return owner == 0 && permissions & 0o037 == 0
  }

  /// What to do about a file that is not private.
  func remedy(path: String, user: UInt32) -> String {
    if owner == user { return "Run: chmod 600 \(ShellWord.quoted(path))" }
    if owner == 0 { return "Let an administrator run: chmod 640 \(ShellWord.quoted(path))" }
    return "It belongs to another user (uid \(owner)); use a file of your own."
  }
}
