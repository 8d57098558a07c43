/// What `config.toml` says.
struct Configuration: Sendable, Equatable {
  var defaultName: String?
  var protectedPeople: [String] = []
  /// The words of the program that knows the keys of people without a profile.
  var credentialHelper: [String]?
  /// The app by which people log in.
  var oauth: OAuthSettings?
  /// The file of certificates of servers whose profiles name none.
  var caFile: String?
  /// How long a command may take that gives a secret; nil for what suits each.
  var commandTimeout: Duration?
  /// What that is called in the file.
  static let timeSetting = "command_timeout"
  /// In the order of their names.
  var profiles: [Profile] = []
}
