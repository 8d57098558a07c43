/// A file that a run has read: the text of a module, or an input known by its digest.
public struct RunFile: Sendable, Equatable {
  /// What it was to the run.
  public enum Role: String, Sendable {
    /// Loaded by `require`; kept with its text.
    case module
    /// Read by the script; kept as a digest.
    case input
  }

  /// The attempt of the run that read it.
  public var attempt: Int
  /// What it was to the run.
  public var role: Role
  /// As the script named it.
  public var path: String
  /// The digest of its bytes, as `sha256:…`.
  public var digest: String
  /// Its text, of a module.
  public var text: String?

  /// Describes a file.
  public init(attempt: Int, role: Role, path: String, digest: String, text: String? = nil) {
    (self.attempt, self.role, self.path) = (attempt, role, path)
    (self.digest, self.text) = (digest, text)
  }
}
