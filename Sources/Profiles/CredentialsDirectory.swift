import CloseAPI
import Foundation

/// What systemd gives a service (`LoadCredential=sendas-keys:…`): one file in
/// `$CREDENTIALS_DIRECTORY` with the keys of many people, `{"alice@acme.test":"api_…",…}`.
struct CredentialsDirectory {
  let path: String

  /// The variable that names the folder.
  static let variable = "CREDENTIALS_DIRECTORY"
  /// The name of the credential.
  static let fileName = "sendas-keys"

  var file: String { path + "/" + Self.fileName }

  /// The keys of those whom the file knows; nobody where there is no file.
  /// - Throws: ``ProfileError`` of kind `noCredential` for a file that is not private or not as it
  ///   should be.
  func credentials(for identities: [String]) throws(ProfileError) -> [String: Credential] {
    try CredentialHelper.credentials(
      keys().map { ($0.0, $0.1.stringValue) }, asked: identities, subject: subject)
  }

  /// Whom the file knows.
  func names() throws(ProfileError) -> [String] { try keys().map(\.0).sorted() }

  private var subject: String { "The credentials file \(file)" }

  private func keys() throws(ProfileError) -> [(String, JSONValue)] {
    let bytes: [UInt8]
    do {
      bytes = try PrivateFile.read(file, limit: CredentialHelper.limit)
    } catch {
      if case .missing = error { return [] }
      throw ProfileError(
        .noCredential, KeyFile.explain(error, subject, path: file, setting: Self.variable))
    }
    guard let keys = try? JSONValue(parsing: bytes).objectValue else {
      throw ProfileError(
        .noCredential, "\(subject) is not what it has to be: {\"WHO\":\"KEY\",…}.")
    }
    return keys
  }
}
