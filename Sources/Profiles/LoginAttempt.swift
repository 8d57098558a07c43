public import CloseAPI
import Foundation

/// One attempt to log in: what goes to the consent page, and what has to come back from it.
public struct LoginAttempt: Sendable {
  /// Proves that an answer belongs to this attempt (RFC 6749 section 10.12).
  let state: String
  /// What the code challenge is made of (RFC 7636).
  let verifier: String

  /// Begins one.
  ///
  /// - Parameter generator: where its secrets come from.
  public init(using generator: inout some RandomNumberGenerator) {
    func secret() -> String {
      Self.base64URL((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
    (state, verifier) = (secret(), secret())
  }

  /// The address at which the person allows the app to act for them.
  ///
  /// - Parameters:
  ///   - authority: the server.
  ///   - app: the app.
  /// - Returns: the address.
  public func page(at authority: OAuthAuthority, for app: OAuthApp) -> String {
    let challenge = Self.base64URL(SHA256Digest.bytes(of: Array(verifier.utf8)))
    return authority.consentPage(for: app, state: state, challenge: challenge)
  }

  /// The code in what a person has pasted: the address where they ended, or the code alone.
  ///
  /// - Parameter pasted: what was pasted.
  /// - Returns: the code.
  /// - Throws: ``ProfileError`` of kind `noCredential`, which repeats nothing that was pasted.
  public func code(in pasted: String) throws(ProfileError) -> String {
    let text = pasted.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw Self.refusal("Nothing was pasted.") }
    if SecretRedactor().redact(text) != text, !text.contains("code=") {
      throw Self.refusal("This is an API key; keep it with: sendas profiles add NAME")
    }
    guard text.contains("://") || text.contains("=") else {
      guard !text.contains(where: \.isWhitespace) else { throw Self.refusal("This is no code.") }
      return text
    }
    let parts = URLComponents(string: text.contains("?") ? text : "?" + text)
    let fields = Dictionary(
      (parts?.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
    if let error = fields["error"] {
      throw Self.refusal(
        error == "access_denied"
          ? "The app was not allowed to act for this person."
          : "The server did not let the person log in (\(error.prefix(60))).")
    }
    guard let code = fields["code"], !code.isEmpty else {
      throw Self.refusal("This address holds no code.")
    }
    guard fields["state"] == state else {
      throw Self.refusal(
        "This address belongs to another attempt to log in, or somebody has made it up.")
    }
    return code
  }

  private static func refusal(_ problem: String) -> ProfileError {
    ProfileError(
      .noCredential,
      "\(problem) Open the page again, allow the app, and paste the whole address at which the "
        + "browser then is.")
  }

  private static func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }
}

extension LoginAttempt: CustomStringConvertible, CustomReflectable {
  /// Nothing of its secrets.
  public var description: String { "LoginAttempt" }
  /// A mirror without them.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
