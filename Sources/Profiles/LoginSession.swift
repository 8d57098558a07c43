import CloseAPI
import Foundation

/// The tokens of one login while a program uses them: renewed before they end, once for all who ask,
/// and in turn with other programs that use the same file.
actor LoginSession: TokenSource {
  typealias App = @Sendable () async throws -> OAuthApp

  private let file: LoginFile
  private let app: App
  private let now: @Sendable () -> Date
  private var login: LoginFile.Login?
  private var renewal: Task<Result<LoginFile.Login, CloseError>, Never>?
  /// The refresh token that Close did not accept, and what it said; it is not asked again.
  private var refusal: (token: String, error: CloseError)?

  /// Takes a file, the app that may renew it, and a clock on the wall.
  init(_ file: LoginFile, now: @escaping @Sendable () -> Date = { Date() }, app: @escaping App) {
    (self.file, self.now, self.app) = (file, now, app)
  }

  func accessToken(
    after refused: String?, from authority: OAuthAuthority
  ) async throws(CloseError) -> String {
    if let login, isGood(login, after: refused) { return login.tokens.accessToken }
    let running = renewal ?? Task { await renew(after: refused, from: authority) }
    renewal = running
    return try await running.value.get().tokens.accessToken
  }

  private func isGood(_ login: LoginFile.Login, after refused: String?) -> Bool {
    login.tokens.accessToken != refused && login.isGood(at: now())
  }

  private func renew(
    after refused: String?, from authority: OAuthAuthority
  ) async -> Result<LoginFile.Login, CloseError> {
    defer { renewal = nil }
    do {
      let stored = try read(from: authority)
      if isGood(stored, after: refused) { return .success(stored) }
      return .success(
        try await FileLock.holding(file.lock, clock: ContinuousClock()) {
          try await renewLocked(after: refused, from: authority)
        })
    } catch let error as CloseError {
      return .failure(error)
    } catch let error as ProfileError {
      return .failure(CloseError(.noCredential, error.message, identity: file.profile))
    } catch {
      return .failure(CloseError(.cancelled, "The login was not renewed: \(error)"))
    }
  }

  private func renewLocked(
    after refused: String?, from authority: OAuthAuthority
  ) async throws -> LoginFile.Login {
    // Read again: another program may have renewed it while this one waited.
    let stored = try read(from: authority)
    if isGood(stored, after: refused) { return stored }
    guard let token = stored.tokens.refreshToken else {
      throw ended("It cannot be renewed")
    }
    if let refusal, refusal.token == token { throw refusal.error }
    let app = try await app()
    let tokens: OAuthTokens
    do throws(CloseError) {
      tokens = try await authority.renew(token, app: app)
    } catch {
      if error.status == 400 {
        let refused = ended("Close does not accept its refresh token any more")
        refusal = (token, refused)
        throw refused
      }
      // What is left of the old token is of use until its end, when somebody will try again.
      let isOver = refused == stored.tokens.accessToken || stored.end <= now()
      guard isOver || error.kind == .unauthorized else { return stored }
      throw error
    }
    var renewed = stored
    renewed.tokens = OAuthTokens(
      accessToken: tokens.accessToken, refreshToken: tokens.refreshToken ?? token,
      lifetime: tokens.lifetime, userID: tokens.userID ?? stored.tokens.userID,
      organizationID: tokens.organizationID ?? stored.tokens.organizationID)
    renewed.end = now().addingTimeInterval(Double(tokens.lifetime.components.seconds))
    // Even where the file cannot be written, this program can go on; the next one has to log in.
    login = renewed
    try file.write(renewed)
    return renewed
  }

  private func read(from authority: OAuthAuthority) throws -> LoginFile.Login {
    let stored = try file.read()
    guard stored.server == authority.origin else {
      throw ProfileError(
        .noCredential,
        "The login of profile '\(file.profile)' is one at \(stored.server), and this run acts at "
          + "\(authority.origin). Set the profile's base_url, or log in there: "
          + "sendas profiles login \(ShellWord.quoted(file.profile))")
    }
    login = stored
    return stored
  }

  private func ended(_ why: String) -> CloseError {
    CloseError(
      .unauthorized,
      "The login of profile '\(file.profile)' has ended: \(why). Log in again: "
        + "sendas profiles login \(ShellWord.quoted(file.profile))", identity: file.profile)
  }
}
