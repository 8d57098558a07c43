public import CloseAPI
import Foundation

extension ProfileStore {
  /// What is lost with a profile, in words: its place in the configuration and, where this program
  /// keeps it, its credential.
  ///
  /// - Parameter profile: the profile.
  /// - Returns: for example `its key file /home/ann/.config/sendas/keys/bob`; nil where only the
  ///   profile is.
  public func lost(with profile: Profile) -> String? {
    switch profile.source {
    case .apiKeyFile(let path): isOwn(path) ? "its key file \(path)" : nil
    case .login(let path): isOwn(path) ? "its login \(path)" : nil
    case .keyring(let name): "its key in the keyring, entry \(name)"
    default: nil
    }
  }

  /// Removes a profile, and its credential where that is kept in the configuration folder or the
  /// keyring.
  ///
  /// - Parameters:
  ///   - name: the profile's name.
  ///   - transport: the way to the profile's server, where a login is ended; nil to leave it.
  /// - Returns: what could not be ended and is left to do, in words.
  /// - Throws: ``ProfileError``, or `CancellationError`.
  public func remove(
    _ name: String, over transport: CloseTransport? = nil
  ) async throws -> [String] {
    let removed = try await changing(clock: ContinuousClock()) { store in
      guard let profile = store.profile(named: name) else { throw store.unknown(name) }
      var edits: [ConfigurationEdit] = [.remove(profile: name)]
      if store.defaultName == name { edits.append(.setDefault(nil)) }
      try store.write(try store.text(after: edits))
      return profile
    }
    try? await knownPeople.forget(name)
    switch removed.source {
    case .apiKeyFile(let path):
      if isOwn(path) { try Self.delete(path) } else { return ["its key file \(path) stays"] }
    case .keyring(let entry): try await keyring.forget(entry, clock: ContinuousClock())
    case .login(let path):
      let file = LoginFile(path: path, profile: name)
      let problem = await end(file, over: transport)
      if isOwn(path) {
        try Self.delete(path)
        unlink(file.lock)
      }
      return problem.map { [$0] } ?? []
    default: break
    }
    return []
  }

  /// The error about a profile that is not there.
  ///
  /// - Parameter name: the name.
  /// - Returns: the error, with the nearest name.
  public func unknown(_ name: String) -> ProfileError {
    let names = profiles.map(\.name)
    return ProfileError(
      .noCredential,
      "There is no profile '\(name)' in \(configurationFile)."
        + NearestName.hint(for: name, among: names)
        + (names.isEmpty ? "" : " There are: \(names.joined(separator: ", ")).")
    )
  }

  /// Ends a login at the server, so that what was kept is of no use to anybody.
  private func end(_ file: LoginFile, over transport: CloseTransport?) async -> String? {
    guard let transport, let oauth, let login = try? file.read(),
      let token = login.tokens.refreshToken
    else { return nil }
    let authority = OAuthAuthority(transport)
    guard login.server == authority.origin else { return nil }
    do {
      let app = try await oauth.app(
        folder: configurationFolder, environment: environment, clock: ContinuousClock())
      try await authority.revoke(token, app: app)
      return nil
    } catch {
      return "Close could not be told that the login has ended (\(error)); take the app's access "
        + "away in Close, Settings, Connected Apps"
    }
  }

  /// Whether a file lies in the configuration folder: others may belong to other programs.
  private func isOwn(_ path: String) -> Bool {
    URL(fileURLWithPath: path).standardizedFileURL.path.hasPrefix(configurationFolder + "/")
  }

  private static func delete(_ path: String) throws(ProfileError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw ProfileError(
        .cannotWrite,
        "The profile is gone, but \(path) cannot be deleted: \(String(cString: strerror(errno))). "
          + "Delete it by hand.")
    }
  }
}
