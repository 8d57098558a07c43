public import CloseAPI
import Foundation

extension ProfileStore {
  /// Asks Close whose a profile's credential is, checks that it is the person meant, and remembers it.
  ///
  /// - Parameters:
  ///   - profile: the profile.
  ///   - transport: the way to the profile's server.
  /// - Returns: the person.
  /// - Throws: ``ProfileError`` of kind `noCredential` for somebody else's credential or none;
  ///   `CloseError` where Close does not accept it or cannot be asked; or `CancellationError`.
  public func proof(
    of profile: Profile, over transport: CloseTransport
  ) async throws -> KnownPerson {
    let person = try await owner(of: profile, over: transport)
    if self.profile(named: profile.name) != nil {
      // Only a memory: without it the next run asks once more.
      try? await knownPeople.remember(person, for: profile.name)
    }
    return person
  }

  /// Whom a profile's credential belongs to, who is the person meant.
  func owner(
    of profile: Profile, over transport: CloseTransport
  ) async throws -> KnownPerson {
    let credential = try await credential(of: profile)
    let person = try await Self.owner(of: credential, called: profile.name, over: transport)
    try profile.confirm(userID: person.userID, email: person.email)
    try profile.confirm(organization: person)
    return person
  }

  /// Whom `/me/` says that a credential belongs to.
  static func owner(
    of credential: Credential, called name: String, over transport: CloseTransport
  ) async throws -> KnownPerson {
    let me = try await CloseClient(
      credential: credential, transport: transport, identity: name
    ).me()
    guard
      let person = KnownPerson(me, by: credential, at: transport.server, seenAt: Date())
    else {
      throw ProfileError(
        .noCredential,
        "\(me.email) (\(me.id)) belongs to no organization, so there is nobody to "
          + "grant to.")
    }
    return person
  }

  /// A login's credential, renewed while it is used.
  func login(
    _ file: LoginFile, clock: some Clock<Duration>
  ) throws(ProfileError) -> Credential {
    let login = try file.read()
    let (folder, environment) = (configurationFolder, environment)
    let session = LoginSession(file) { [oauth] in
      guard let oauth else { throw ProfileStore.noApp }
      return try await oauth.app(folder: folder, environment: environment, clock: clock)
    }
    return Credential(
      tokens: session, name: "login-\(login.tokens.userID?.rawValue ?? file.profile)")
  }

  static let noApp = ProfileError(
    .configuration,
    "No OAuth app is configured. Make one in Close (Settings, Developer, OAuth apps) and add [oauth] "
      + "with client_id, redirect_uri and client_secret_file to config.toml.")

  /// What to say when two profiles turn out to be one person's.
  static func twins(_ one: String, _ other: String, _ person: String) -> String {
    "profiles '\(one)' and '\(other)' are both \(person) in one organization, so nobody could "
      + "tell which of them acts. Remove one: sendas profiles remove \(ShellWord.quoted(other))"
  }
}
