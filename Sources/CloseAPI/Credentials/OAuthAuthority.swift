import FoundationEssentials

/// The part of a Close that lets apps act for people: its consent page and its token endpoint.
///
/// Tokens are good at the server that gave them and are sent to no other.
public struct OAuthAuthority: Sendable {
  private let transport: CloseTransport

  /// Tries of one request in all, when nothing or a failure of the server comes back.
  private static let mostAttempts = 3

  /// The authority of the server that the transport leads to.
  ///
  /// - Parameter transport: the way to Close.
  public init(_ transport: CloseTransport) {
    self.transport = transport
  }

  /// The server by scheme, host and port.
  public var origin: String { transport.baseURL.origin }

  /// The address at which a person allows an app to act for them.
  ///
  /// - Parameters:
  ///   - app: who asks.
  ///   - state: comes back with the person, so that nobody can slip in another answer.
  ///   - challenge: the code challenge of PKCE, by S256.
  /// - Returns: the address, for any browser.
  public func consentPage(for app: OAuthApp, state: String, challenge: String) -> String {
    let parameters = [
      ("client_id", app.clientID), ("response_type", "code"), ("redirect_uri", app.redirectURI),
      ("scope", "all.full_access offline_access"), ("state", state),
      ("code_challenge", challenge), ("code_challenge_method", "S256"),
    ]
    return transport.baseURL.consentOrigin + "/oauth2/authorize/?" + Self.form(parameters)
  }

  /// Trades the code with which a person came back for tokens.
  ///
  /// - Parameters:
  ///   - code: the code; it is good once.
  ///   - verifier: what the challenge was made of.
  ///   - app: who asks.
  /// - Returns: the tokens.
  /// - Throws: ``CloseError``; with status 400 where the code is not accepted.
  public func tokens(
    for code: String, verifier: String, app: OAuthApp
  ) async throws(CloseError) -> OAuthTokens {
    SecretRedactor.shared.register(code)
    return try await ask(
      app,
      [
        ("grant_type", "authorization_code"), ("code", code),
        ("redirect_uri", app.redirectURI), ("code_verifier", verifier),
      ])
  }

  /// Trades a refresh token for the next tokens; the old one is no good afterwards.
  ///
  /// - Parameters:
  ///   - refreshToken: what was given with the last tokens.
  ///   - app: who asks.
  /// - Returns: the tokens.
  /// - Throws: ``CloseError``; with status 400 where the refresh token is not accepted.
  public func renew(
    _ refreshToken: String, app: OAuthApp
  ) async throws(CloseError) -> OAuthTokens {
    try await ask(app, [("grant_type", "refresh_token"), ("refresh_token", refreshToken)])
  }

  /// Ends what a person has allowed an app.
  ///
  /// - Parameters:
  ///   - refreshToken: the last refresh token.
  ///   - app: who was allowed.
  /// - Throws: ``CloseError``.
  public func revoke(_ refreshToken: String, app: OAuthApp) async throws(CloseError) {
    _ = try await post("/oauth2/revoke/", app, [("token", refreshToken)])
  }

  private func ask(
    _ app: OAuthApp, _ fields: [(String, String)]
  ) async throws(CloseError) -> OAuthTokens {
    let path = "/oauth2/token/"
    let answer = try await post(path, app, fields)
    do {
      return try OAuthTokens(json: JSONValue(parsing: answer.body))
    } catch {
      // Without the answer's beginning, which may be a token.
      throw CloseError(
        .unexpectedAnswer,
        "\(origin) did not answer as Close's token endpoint does (status \(answer.status)). "
          + "Check the base URL.", status: answer.status, operation: "POST \(path)")
    }
  }

  /// Sends a form until there is an answer: a second copy does no harm, for what a code or token is
  /// good for once is refused the second time.
  private func post(
    _ path: String, _ app: OAuthApp, _ fields: [(String, String)]
  ) async throws(CloseError) -> CloseAnswer {
    let body = Self.form(fields + [("client_id", app.clientID), ("client_secret", app.secret)])
    var attempt = 1
    while true {
      let failure: CloseError
      switch await once(path, body) {
      case .success(let answer):
        if 200..<300 ~= answer.status { return answer }
        failure = refusal(answer, path)
        guard answer.status == 429 || answer.status >= 500 else { throw failure }
      case .failure(let error):
        let advice = error.advice.isEmpty ? "" : " \(error.advice)"
        failure = CloseError(
          error.kind, "No answer from \(origin)\(path): \(error.problem).\(advice)",
          operation: "POST \(path)", attempts: attempt)
        guard error.kind != .cancelled else { throw failure }
      }
      guard attempt < Self.mostAttempts else { throw failure }
      do { try await transport.clock.sleep(for: .seconds(attempt)) } catch {
        throw CloseError(.cancelled, "The request was cancelled.", operation: "POST \(path)")
      }
      attempt += 1
    }
  }

  private func once(
    _ path: String, _ body: String
  ) async -> Result<CloseAnswer, ExchangeFailure> {
    let headers = [
      (name: "Accept", value: "application/json"),
      (name: "User-Agent", value: transport.userAgent),
      (name: "Content-Type", value: "application/x-www-form-urlencoded"),
    ]
    do throws(ExchangeFailure) {
      return .success(
        try await transport.exchange.send(
          method: "POST", url: origin + path, headers: headers, body: Array(body.utf8)))
    } catch {
      return .failure(error)
    }
  }

  private func refusal(_ answer: CloseAnswer, _ path: String) -> CloseError {
    let complaint = Complaint(answer)
    let said = complaint?.text.map { " Close says: \($0)." } ?? ""
    let (kind, message): (CloseError.Kind, String) =
      switch answer.status {
      case 401:
        (
          .unauthorized,
          "Close does not know the OAuth app, or not with this secret. Check client_id and the"
            + " client secret.\(said)"
        )
      case 400: (.unauthorized, "Close does not accept the code or token.\(said)")
      case 429: (.rateLimited, "Close asks to wait.\(said)")
      case 500...: (.unavailable, "Close cannot answer now (status \(answer.status)).\(said)")
      default:
        (
          .unexpectedAnswer,
          "\(origin)\(path) did not answer as Close does (status \(answer.status)). Check the base"
            + " URL."
        )
      }
    return CloseError(
      kind, message, status: answer.status, errors: complaint?.errors ?? [],
      operation: "POST \(path)")
  }

  private static func form(_ fields: [(String, String)]) -> String {
    fields.map { "\($0)=\(PercentEncoding.encoded($1))" }.joined(separator: "&")
  }
}

extension BaseURL {
  /// Scheme, host and port.
  var origin: String {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme, let host = parts.host
    else { return text }
    return "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
  }

  /// Where people meet the server: Close has a host of its own for them.
  var consentOrigin: String {
    origin == "https://api.close.com" ? "https://app.close.com" : origin
  }
}
