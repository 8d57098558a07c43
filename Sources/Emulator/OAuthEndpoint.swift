import FoundationEssentials

/// `/oauth2/…` and its metadata: the authorisation code flow, refresh and revocation.
enum OAuthEndpoint {
  static func isAbout(_ path: Substring) -> Bool {
    path.hasPrefix("/oauth2/") || path.hasPrefix("/.well-known/")
  }

  static func answer(
    _ request: WireRequest, path: Substring, query: Substring, at time: Duration,
    on guarded: inout CloseEmulator.Guarded
  ) -> WireResponse {
    let name = path.split(separator: "/").joined(separator: "/")
    switch (request.method, name) {
    case ("GET", ".well-known/oauth-authorization-server"): return .json(200, metadata(request))
    case ("GET", "oauth2/authorize"):
      return OAuthPage.answer(Query(query), decision: nil, at: time, on: &guarded)
    case ("POST", "oauth2/authorize"):
      let form = form(request)
      return OAuthPage.answer(form, decision: form["decision"] ?? "", at: time, on: &guarded)
    case ("POST", "oauth2/token"): return token(request, at: time, on: &guarded)
    case ("POST", "oauth2/revoke"): return revoke(request, on: &guarded)
    case (_, "oauth2/authorize"): return .refusal(.wrongMethod(allowed: ["GET", "POST"]))
    case (_, "oauth2/token"), (_, "oauth2/revoke"):
      return .refusal(.wrongMethod(allowed: ["POST"]))
    default: return .refusal(.unknownURL)
    }
  }

  private static func form(_ request: WireRequest) -> Query {
    Query(Substring(decoding: request.body, as: UTF8.self))
  }

  private static func token(
    _ request: WireRequest, at time: Duration, on guarded: inout CloseEmulator.Guarded
  ) -> WireResponse {
    let form = form(request)
    let options = guarded.state.options
    guard let app = app(of: request, form, guarded) else { return error("invalid_client", options) }
    let seconds = guarded.state.surroundings.oauth.accessLifetime
    let tokens: OAuthBook.Tokens?
    switch form["grant_type"] {
    case "authorization_code":
      tokens = guarded.oauth.redeem(
        form["code"] ?? "", client: app.clientID, redirectURI: form["redirect_uri"],
        verifier: form["code_verifier"], at: time, lifetime: .seconds(seconds))
    case "refresh_token":
      tokens = guarded.oauth.renew(
        form["refresh_token"] ?? "", client: app.clientID, at: time, lifetime: .seconds(seconds))
    case nil: return error("invalid_request", options)
    default: return error("unsupported_grant_type", options)
    }
    guard let tokens else { return error("invalid_grant", options) }
    var members: [JSONValue.Member] = [
      .init(key: "access_token", value: .string(tokens.access)),
      .init(key: "expires_in", value: .integer(seconds)),
      .init(key: "organization_id", value: .string(guarded.state.organization.id)),
    ]
    if let refresh = tokens.refresh {
      members.append(.init(key: "refresh_token", value: .string(refresh)))
    }
    members += [
      .init(key: "scope", value: .string(tokens.grant.scope)),
      .init(key: "token_type", value: "Bearer"),
      .init(key: "user_id", value: .string(tokens.grant.userID)),
    ]
    var response = WireResponse.json(200, .object(members))
    response.headers.append(.init(name: "Cache-Control", value: "no-store"))
    return response
  }

  private static func revoke(
    _ request: WireRequest, on guarded: inout CloseEmulator.Guarded
  ) -> WireResponse {
    let form = form(request)
    let options = guarded.state.options
    guard let app = app(of: request, form, guarded) else { return error("invalid_client", options) }
    guard let token = form["token"] else { return error("invalid_request", options) }
    let isKnown = guarded.oauth.revoke(token, client: app.clientID)
    guard isKnown || options.oauthRevokeUnknown == .done else {
      return error("invalid_request", options)
    }
    return WireResponse(status: 200, headers: [], body: [])
  }

  /// The app that a request proves to come from, by the body or by Basic authentication.
  private static func app(
    of request: WireRequest, _ form: Query, _ guarded: CloseEmulator.Guarded
  ) -> OAuthSettings.App? {
    var (id, secret) = (form["client_id"], form["client_secret"])
    if let parts = request.authorization?.split(separator: " "), parts.count == 2,
      parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1]))
    {
      let pair = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
      if pair.count == 2 { (id, secret) = (Query.decoded(pair[0]), Query.decoded(pair[1])) }
    }
    return guarded.state.surroundings.oauth.apps.first {
      $0.clientID == id && $0.clientSecret == secret
    }
  }

  /// An error in RFC 6749's shape, or in Close's own.
  private static func error(_ code: String, _ options: WorldOptions) -> WireResponse {
    let isClient = code == "invalid_client"
    guard options.oauthErrors == .rfc6749 else {
      return .json(isClient ? 401 : 400, ["error": isClient ? "Unauthorized" : "Invalid request."])
    }
    return .json(isClient ? 401 : 400, ["error": .string(code)])
  }

  private static func metadata(_ request: WireRequest) -> JSONValue {
    let issuer = "http://\(request.host ?? "127.0.0.1")"
    return [
      "authorization_endpoint": .string(issuer + "/oauth2/authorize/"),
      "code_challenge_methods_supported": ["S256"],
      "grant_types_supported": ["authorization_code", "refresh_token"],
      "issuer": .string(issuer),
      "response_types_supported": ["code"],
      "revocation_endpoint": .string(issuer + "/oauth2/revoke/"),
      "scopes_supported": ["all.full_access", "offline_access"],
      "token_endpoint": .string(issuer + "/oauth2/token/"),
      "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    ]
  }
}
