public import CloseAPI
import Foundation

/// A login under way: the page is open in a browser somewhere, and its answer is waited for.
public struct PendingLogin: Sendable {
  /// The address at which the person allows the app to act for them.
  public let page: String
  let name: String
  let attempt: LoginAttempt
  let app: OAuthApp
}

extension ProfileStore {
  /// Begins a login.
  ///
  /// - Parameters:
  ///   - name: the profile's name; one that is not there yet is made when the login succeeds.
  ///   - transport: the way to the server.
  /// - Returns: the login, with the page to open.
  /// - Throws: ``ProfileError``, or `CancellationError`.
  public func beginLogin(
    _ name: String, over transport: CloseTransport
  ) async throws -> PendingLogin {
    var generator = SystemRandomNumberGenerator()
    return try await beginLogin(
      name, over: transport, attempt: LoginAttempt(using: &generator))
  }

  func beginLogin(
    _ name: String, over transport: CloseTransport, attempt: LoginAttempt
  ) async throws -> PendingLogin {
    try refuse(name, with: source(ofLogin: name))
    guard let oauth else { throw Self.noApp }
    let app = try await oauth.app(
      folder: configurationFolder, environment: environment, clock: ContinuousClock())
    return PendingLogin(
      page: attempt.page(at: OAuthAuthority(transport), for: app), name: name, attempt: attempt,
      app: app)
  }

  /// Ends a login with what the person has pasted.
  ///
  /// - Parameters:
  ///   - login: the login.
  ///   - pasted: the address at which the browser ended, or the code in it.
  ///   - email: the person it has to be, if that is known.
  ///   - transport: the way to the server.
  /// - Returns: the person who has logged in.
  /// - Throws: ``ProfileError``, `CloseError`, or `CancellationError`; nothing is kept then.
  public func finish(
    _ login: PendingLogin, with pasted: String, email: String? = nil,
    over transport: CloseTransport
  ) async throws -> KnownPerson {
    let authority = OAuthAuthority(transport)
    let code = try login.attempt.code(in: pasted)
    let tokens = try await authority.tokens(
      for: code, verifier: login.attempt.verifier, app: login.app)
    let end = Date(timeIntervalSinceNow: Double(tokens.lifetime.components.seconds))
    let credential = Credential(
      tokens: FreshToken(token: tokens.accessToken),
      name: "login-\(tokens.userID?.rawValue ?? login.name)")
    let person = try await Self.owner(of: credential, called: login.name, over: transport)
    let source = source(ofLogin: login.name)
    return try await bind(
      login.name, to: person, email: email, from: source, isDefault: false, over: transport
    ) { _ in
      guard case .login(let path) = source else { return }
      let file = LoginFile(path: path, profile: login.name)
      try file.makeFolder()
      try await FileLock.holding(file.lock, clock: ContinuousClock()) {
        try file.write(
          LoginFile.Login(
            tokens: tokens, end: end, server: authority.origin, clientID: login.app.clientID))
      }
    }
  }

  /// Where a login of that name is kept: where it is already, or in `logins/NAME`.
  private func source(ofLogin name: String) -> CredentialSource {
    if let source = profile(named: name)?.source, case .login = source { return source }
    return .login(configurationFolder + "/logins/" + name)
  }
}

/// A token that was given a moment ago and need not be renewed.
private struct FreshToken: TokenSource {
  let token: String

  func accessToken(
    after refused: String?, from authority: OAuthAuthority
  ) async throws(CloseError) -> String { token }
}
