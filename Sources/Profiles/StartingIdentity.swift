/// Whom a run acts as when it begins.
public enum StartingIdentity: Sendable, Hashable {
  /// This profile.
  case profile(Profile)
  /// Whoever has this email or user id.
  case words(String)
}
