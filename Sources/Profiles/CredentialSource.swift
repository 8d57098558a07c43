/// Where a credential comes from.
///
/// A profile names exactly one source, and no other is tried.
public enum CredentialSource: Sendable, Hashable {
  /// A file that holds an API key, private to the user; an absolute path.
  case apiKeyFile(String)
  /// A command that prints an API key, as a list of words; no shell sees it.
  case apiKeyCommand([String])
  /// An entry of the desktop's keyring, by its name.
  case keyring(String)
  /// A login by OAuth, kept in a file that only the user may see; an absolute path.
  case login(String)
  /// The configuration's `credential_helper`, for people without a profile.
  case helper([String])
  /// The file of keys in `$CREDENTIALS_DIRECTORY`, for people without a profile.
  case credentialsDirectory(String)
  /// An environment variable that holds an API key: `SENDAS_API_KEY`.
  case environmentVariable(String)

  /// The source in words that give nothing away; of a command only its first word, because the
  /// others may hold a secret.
  public var summary: String {
    switch self {
    case .apiKeyFile(let path): "file \(path)"
    case .apiKeyCommand(let words): "command \(words.first ?? "")"
    case .keyring(let name): "keyring, entry \(name)"
    case .login(let path): "login \(path)"
    case .helper(let words): "credential helper \(words.first ?? "")"
    case .credentialsDirectory(let path): "credentials directory \(path)"
    case .environmentVariable(let name): "environment variable \(name)"
    }
  }
}
