public import CloseAPI
import Foundation

extension ProfileStore {
  /// Where a key is kept that somebody has typed.
  public enum KeyPlace: Sendable {
    /// In `keys/NAME` of the configuration folder.
    case file
    /// In the desktop's keyring.
    case keyring
  }

  /// Adds a person by their key, or puts another key of the same person in the place of the last.
  ///
  /// Nothing is written before Close has said whose key it is. The configuration comes last, so that
  /// it never names a key that is not there.
  ///
  /// - Parameters:
  ///   - name: the profile's name.
  ///   - apiKey: the key.
  ///   - place: where to keep it.
  ///   - email: the person it has to belong to, if that is known.
  ///   - isDefault: whether a run acts as this person when nobody is named.
  ///   - transport: the way to the server at which the key is good.
  /// - Returns: the person.
  /// - Throws: ``ProfileError``, `CloseError`, or `CancellationError`.
  public func add(
    _ name: String, apiKey: String, keptIn place: KeyPlace = .file, email: String? = nil,
    isDefault: Bool = false, over transport: CloseTransport
  ) async throws -> KnownPerson {
    let source = source(of: name, keptIn: place)
    try refuse(name, with: source)
    let credential = try KeyText(Array(apiKey.utf8)).credential(
      of: name, from: "What was given as the key", remedy: "Copy it again from Close.")
    let person = try await Self.owner(of: credential, called: name, over: transport)
    let key = String(decoding: KeyText(Array(apiKey.utf8)).bytes, as: UTF8.self)
    return try await bind(
      name, to: person, email: email, from: source, isDefault: isDefault, over: transport
    ) { _ in
      switch place {
      case .keyring: try await keyring.store(key, named: name, clock: ContinuousClock())
      case .file:
        let folder = PrivateFolder(path: configurationFolder + "/keys")
        try folder.make()
        try folder.write(key + "\n", to: name)
      }
    }
  }

  /// Refuses a name under which nobody can be added, before anybody is asked for a key.
  ///
  /// - Parameters:
  ///   - name: the profile's name.
  ///   - place: where its key is to be kept.
  /// - Throws: ``ProfileError`` of kind `configuration`.
  public func refuseToAdd(
    _ name: String, keptIn place: KeyPlace = .file
  ) throws(ProfileError) {
    try refuse(name, with: source(of: name, keptIn: place))
  }

  private func source(of name: String, keptIn place: KeyPlace) -> CredentialSource {
    switch place {
    case .file: .apiKeyFile(configurationFolder + "/keys/" + name)
    case .keyring: .keyring(name)
    }
  }

  /// Binds a profile to a person: keeps the credential by `keep`, and writes the configuration.
  func bind(
    _ name: String, to person: KnownPerson, email: String?, from source: CredentialSource,
    isDefault: Bool, over transport: CloseTransport,
    _ keep: (ProfileStore) async throws -> Void
  ) async throws -> KnownPerson {
    try refuse(person, as: name, email: email)
    let entry: (key: String, value: String) =
      switch source {
      case .keyring(let entry): ("keyring", entry)
      case .login: ("oauth", "logins/" + name)
      default: ("api_key_file", "keys/" + name)
      }
    try await changing(clock: ContinuousClock()) { store in
      try store.refuse(name, with: source)
      try store.refuse(person, as: name, email: email)
      try await store.refuseTwin(of: person, called: name, over: transport)
      var values =
        [
          ("email", person.email), ("user_id", person.userID),
          ("organization_id", person.organizationID),
        ] as [(key: String, value: String)]
      if store.profile(named: name) == nil { values.insert(entry, at: 0) }
      if transport.server != CloseTransport.closeBaseURL {
        // A key goes to its own server, whatever the environment says by then.
        values.append(("base_url", transport.server))
      }
      var edits: [ConfigurationEdit] = [.set(values, profile: name)]
      if isDefault { edits.append(.setDefault(name)) }
      // Known to be possible before anything is written.
      let text = try store.text(after: edits)
      try await keep(store)
      try store.write(text)
    }
    try? await knownPeople.remember(person, for: name)
    return person
  }

  /// Refuses a key that is not that of the person whom the words mean.
  private func refuse(
    _ person: KnownPerson, as name: String, email: String?
  ) throws(ProfileError) {
    let wanted = [email, name.contains("@") ? name : nil].compactMap(\.self)
    for word in wanted where word.lowercased() != person.email.lowercased() {
      throw ProfileError(
        .noCredential,
        "This is the key of \(person.email) (\(person.userID)), and not of \(word). Nothing was "
          + "kept.")
    }
    try profile(named: name)?.confirm(organization: person)
    guard let profile = profile(named: name),
      (try? profile.confirm(userID: person.userID, email: person.email)) == nil
    else { return }
    throw ProfileError(
      .noCredential,
      "This is the key of \(person.email) (\(person.userID)), and profile '\(name)' is "
        + "\([profile.email, profile.userID].compactMap(\.self).joined(separator: ", ")). Nothing was "
        + "kept. Give it another name, or run first: "
        + "sendas profiles remove \(ShellWord.quoted(name))")
  }

  /// Refuses a name that cannot be one, or whose profile has another source.
  func refuse(_ name: String, with source: CredentialSource) throws(ProfileError) {
    guard Self.isFileName(name) else {
      throw ProfileError(
        .configuration,
        "'\(name)' cannot be a profile's name: it has to be usable as the name of a file, "
          + "as 'alice'.")
    }
    guard name != Self.environmentKey else {
      throw ProfileError(
        .configuration, "'\(name)' is the name of the key in the environment. Choose another.")
    }
    guard let profile = profile(named: name), profile.source != source else { return }
    throw ProfileError(
      .configuration,
      "Profile '\(name)' has another source already (\(profile.source.summary)). Change the key "
        + "there, or run first: sendas profiles remove \(ShellWord.quoted(name))")
  }

  /// Refuses a second profile for one person in one organisation, by both names.
  private func refuseTwin(
    of person: KnownPerson, called name: String, over transport: CloseTransport
  ) async throws {
    let remembered = await knownPeople.profileNames(of: person.userID)
    for other in profiles where other.name != name {
      guard
        other.claims(person.userID) || other.claims(person.email)
          || remembered.contains(other.name),
        other.baseURL.map({ $0 == transport.server }) ?? true
      else { continue }
      var organization = other.organizationID
      // Whoever is in two organisations has a key for each; only the key itself can tell.
      if organization == nil {
        organization = (try? await proof(of: other, over: transport))?.organizationID
      }
      guard organization == person.organizationID else { continue }
      throw ProfileError(
        .configuration,
        "Profile '\(other.name)' is \(person.email) in this organization already, so '\(name)' would "
          + "be a second one for one person. Nothing was kept. Use '\(other.name)', or run first: "
          + "sendas profiles remove \(ShellWord.quoted(other.name))")
    }
  }
}
