import FoundationEssentials

/// RFC 7636 with the one method that Close names, S256.
enum PKCE {
  /// The challenge that a verifier answers: base64url of its SHA-256, without padding.
  static func challenge(of verifier: String) -> String {
    Data(SHA256.digest(Array(verifier.utf8))).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
