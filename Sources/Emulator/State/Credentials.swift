import FoundationEssentials

/// What an `Authorization` header presents.
enum Credentials: Sendable, Hashable {
  /// An API key.
  case key(String)
  /// An OAuth access token.
  case token(String)

  /// Reads a header; nil where it holds neither.
  ///
  /// Of Basic authentication the user name is the key. Close's clients send an empty password;
  /// whatever stands there is not looked at.
  static func presented(in authorization: String?) -> Credentials? {
    guard let parts = authorization?.split(separator: " "), parts.count == 2 else { return nil }
    switch parts[0].lowercased() {
    case "bearer": return .token(String(parts[1]))
    case "basic":
      guard let data = Data(base64Encoded: String(parts[1])) else { return nil }
      let text = String(decoding: data, as: UTF8.self)
      return text.firstIndex(of: ":").map { .key(String(text[..<$0])) }
    default: return nil
    }
  }
}
