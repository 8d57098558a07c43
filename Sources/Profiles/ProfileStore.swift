public import CloseAPI
public import Foundation

/// The people who are configured, and the way to their credentials.
public struct ProfileStore: Sendable {
  /// All profiles, in the order of their names.
  public let profiles: [Profile]
  /// The profile that the configuration calls the default.
  public let defaultName: String?
  /// The people whose permissions must not be touched: emails, names or ids, as configured.
  public let protectedPeople: [String]
  /// The file of certificates of servers whose profiles name none.
  public let caFile: String?
  /// Whom the profiles' credentials turned out to belong to in earlier runs.
  public let knownPeople: KnownPeople
  /// The configuration file that was read, or would have been.
  public let configurationFile: String

  let configurationFolder: String
  /// The app by which people log in.
  let oauth: OAuthSettings?
  let stateFolder: String
  private let slots = CommandSlots()
  /// How long a command may take that gives a key.
  private let commandPatience: Duration
  let environment: [String: String]
  /// Asked for the keys of people without a profile.
  let helper: CredentialHelper?

  /// The variable that holds a key for a run without profiles.
  public static let environmentKey = "SENDAS_API_KEY"
  /// The variable that names the profile to act as.
  private static let profileVariable = "SENDAS_PROFILE"

  /// Reads `config.toml` in the configuration folder; where there is none, there are no profiles.
  ///
  /// - Parameters:
  ///   - configurationFolder: the folder of `config.toml`.
  ///   - stateFolder: the folder in which to remember people.
  ///   - environment: the environment's variables; also those that `api_key_command` gets.
  /// - Throws: ``ProfileError`` of kind `configuration`.
  public init(
    configurationFolder: String, stateFolder: String,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(ProfileError) {
    let folder = URL(fileURLWithPath: configurationFolder).standardizedFileURL.path
    let file = folder + "/config.toml"
    let configuration: Configuration
    if let text = try Self.text(of: file) {
      let document = try ConfigurationDocument(text: text, file: file)
      configuration = try ConfigurationReader(
        document: document, folder: folder, home: Self.home(environment)
      ).read()
    } else {
      configuration = Configuration()
    }
    self.profiles = configuration.profiles
    self.defaultName = configuration.defaultName
    self.protectedPeople = configuration.protectedPeople
    self.caFile = configuration.caFile
    self.knownPeople = KnownPeople(stateFolder: stateFolder)
    self.configurationFile = file
    self.configurationFolder = folder
    self.stateFolder = stateFolder
    oauth = configuration.oauth
    self.environment = environment
    commandPatience = configuration.commandTimeout ?? KeyCommand.patience
    helper = configuration.credentialHelper.map {
      CredentialHelper(
        words: $0, folder: folder, environment: environment,
        patience: configuration.commandTimeout ?? CredentialHelper.patience)
    }
  }

  /// Where systemd has put keys for this service, if it has.
  var directory: CredentialsDirectory? {
    nonEmpty(CredentialsDirectory.variable).map { CredentialsDirectory(path: $0) }
  }

  /// The desktop's keyring.
  var keyring: Keyring { Keyring(folder: configurationFolder, environment: environment) }

  /// Finds the profile of that name.
  ///
  /// - Parameter name: the name, exactly.
  /// - Returns: the profile, or nil.
  public func profile(named name: String) -> Profile? {
    profiles.first { $0.name == name }
  }

  /// Finds the profiles of which the configuration says that they are this person's.
  ///
  /// Several are possible: one person can be in two organisations.
  ///
  /// - Parameter emailOrID: an email, in any case of letters, or a user id.
  /// - Returns: the profiles, in the order of their names.
  public func profiles(claiming emailOrID: String) -> [Profile] {
    profiles.filter { $0.claims(emailOrID) }
  }

  /// Decides whom a run acts as when it begins.
  ///
  /// In this order: what was asked for, `SENDAS_PROFILE`, a key in `SENDAS_API_KEY`, the
  /// configuration's default, the only profile.
  ///
  /// - Parameter words: what the person asked for (`--profile`), if anything.
  /// - Returns: a profile, or words that still have to be resolved as `sendas.as` does it.
  /// - Throws: ``ProfileError`` of kind `noCredential` that lists the profiles to choose from.
  public func startingIdentity(asked words: String?) throws(ProfileError) -> StartingIdentity {
    if let words = words ?? nonEmpty(Self.profileVariable) {
      return profile(named: words).map { .profile($0) } ?? .words(words)
    }
    if nonEmpty(Self.environmentKey) != nil {
      return .profile(
        Profile(name: Self.environmentKey, source: .environmentVariable(Self.environmentKey)))
    }
    if let profile = defaultName.flatMap(profile(named:)) { return .profile(profile) }
    if profiles.count == 1 { return .profile(profiles[0]) }
    guard profiles.isEmpty else {
      throw ProfileError(
        .noCredential,
        "Several profiles are configured: \(profiles.map(\.name).joined(separator: ", ")). "
          + "Choose one with --profile or \(Self.profileVariable), or set default in "
          + "\(configurationFile).")
    }
    if !strangerSources.isEmpty {
      let sources = strangerSources.map(\.summary).joined(separator: " and the ")
      throw ProfileError(
        .noCredential,
        "No profile is configured in \(configurationFile). Say whom to act as, with --profile or "
          + "\(Self.profileVariable): the \(sources) will be asked.")
    }
    throw ProfileError(
      .noCredential,
      "No profile is configured in \(configurationFile), and \(Self.environmentKey) is not set. "
        + "Add one with 'sendas profiles add NAME', or try the command with --emulator.")
  }

  /// Gets a profile's credential from the one source that the profile names.
  ///
  /// Each call reads the file or runs the command anew; keep the result for the run. The command
  /// may take up to 30 seconds.
  ///
  /// - Parameter profile: the profile.
  /// - Returns: the credential; whose it is, only `/me/` can tell.
  /// - Throws: ``ProfileError`` of kind `noCredential`, or `CancellationError`.
  public func credential(of profile: Profile) async throws -> Credential {
    try await credential(of: profile, clock: ContinuousClock())
  }

  /// Gets a profile's credential; the command's time is counted on the given clock.
  func credential(of profile: Profile, clock: some Clock<Duration>) async throws -> Credential {
    switch profile.source {
    case .apiKeyFile(let path):
      return try KeyFile(path: path, profile: profile.name).credential()
    case .apiKeyCommand(let words):
      let command = KeyCommand(
        words: words, profile: profile.name, folder: configurationFolder, environment: environment,
        patience: commandPatience)
      return try await slots.holding { try await command.credential(clock: clock) }
    case .keyring(let name):
      return try await slots.holding {
        try await keyring.credential(named: name, profile: profile.name, clock: clock)
      }
    case .login(let path):
      return try login(LoginFile(path: path, profile: profile.name), clock: clock)
    case .helper, .credentialsDirectory:
      let found = try await credentials(ofStrangers: [profile.name], clock: clock)[profile.name]
      guard let found else {
        throw ProfileError(
          .noCredential, "\(profile.source.summary) knows no key of '\(profile.name)'.")
      }
      return found.credential
    case .environmentVariable(let name):
      return try KeyText(Array((environment[name] ?? "").utf8)).credential(
        of: profile.name, from: "The environment variable \(name)", remedy: "Set it to the key.")
    }
  }

  private func nonEmpty(_ variable: String) -> String? {
    environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  static func text(of file: String) throws(ProfileError) -> String? {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: file))
      guard let text = String(data: data, encoding: .utf8) else {
        throw ProfileError(.configuration, "\(file): is not a text in UTF-8. Save it as one.")
      }
      return text
    } catch let error as ProfileError {
      throw error
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      return nil
    } catch {
      throw ProfileError(
        .configuration, "\(file): cannot be read. Check its permissions.", cause: error)
    }
  }
}
