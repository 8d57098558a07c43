import FoundationEssentials

/// `/oauth2/…` and its metadata: the authorisation code flow, refresh and revocation.
///
/// Times are since 1970.
enum OAuthEndpoint {
  static func isAbout(_ path: Substring) -> Bool {
    path.hasPrefix("/oauth2/") || path.hasPrefix("/.well-known/")
  }

  /// Answers a request and notes in its record for whom it was, and why it was refused.
  static func answer(
    _ exchange: Exchange, at time: Duration, on guarded: inout CloseEmulator.Guarded,
    noting record: inout RequestRecord
  ) -> WireResponse {
    let request = exchange.request
    let name = exchange.path.split(separator: "/").joined(separator: "/")
    switch (request.method == "HEAD" ? "GET" : request.method, name) {
    case ("GET", ".well-known/oauth-authorization-server"): return .json(200, metadata(request))
    case ("GET", "oauth2/authorize"):
      return OAuthPage.answer(
        Query(exchange.query), decision: nil, at: time, on: &guarded, noting: &record)
    case ("POST", "oauth2/authorize"):
      let form = form(request)
      return OAuthPage.answer(
        form, decision: form["decision"] ?? "", at: time, on: &guarded, noting: &record)
    case ("POST", "oauth2/token"):
      return answer(&record, guarded.state.options) { record throws(Refused) in
        try token(request, at: time, on: &guarded, noting: &record)
      }
    case ("POST", "oauth2/revoke"):
      return answer(&record, guarded.state.options) { record throws(Refused) in
        try revoke(request, on: &guarded, noting: &record)
      }
    case (_, "oauth2/authorize"): return refuse(.wrongMethod(allowed: ["GET", "POST"]), &record)
    case (_, "oauth2/token"), (_, "oauth2/revoke"):
      return refuse(.wrongMethod(allowed: ["POST"]), &record)
    default: return refuse(.unknownURL, &record)
    }
  }

  /// One of RFC 6749's errors, by its code.
  private struct Refused: Error {
    let code: String
  }

  private static func refuse(_ refusal: Refusal, _ record: inout RequestRecord) -> WireResponse {
    record.reason = refusal.reason
    return .refusal(refusal)
  }

  /// An error comes in RFC 6749's shape, or in Close's own.
  private static func answer(
    _ record: inout RequestRecord, _ options: WorldOptions,
    _ body: (inout RequestRecord) throws(Refused) -> WireResponse
  ) -> WireResponse {
    do throws(Refused) {
      return try body(&record)
    } catch {
      record.reason = error.code
      let isClient = error.code == "invalid_client"
      let sentence = isClient ? "Unauthorized" : "Invalid request."
      return .json(
        isClient ? 401 : 400,
        ["error": .string(options.oauthErrors == .rfc6749 ? error.code : sentence)])
    }
  }

  private static func form(_ request: WireRequest) -> Query {
    Query(Substring(decoding: request.body, as: UTF8.self))
  }

  private static func token(
    _ request: WireRequest, at time: Duration, on guarded: inout CloseEmulator.Guarded,
    noting record: inout RequestRecord
  ) throws(Refused) -> WireResponse {
    let form = form(request)
    let client = try app(of: request, form, guarded).clientID
    let seconds = guarded.state.surroundings.oauth.accessLifetime
    let given: OAuthBook.Tokens?
    switch form["grant_type"] {
    case "authorization_code":
      given = guarded.oauth.redeem(
        form["code"] ?? "", client: client, redirectURI: form["redirect_uri"],
        verifier: form["code_verifier"], at: time, lifetime: .seconds(seconds))
    case "refresh_token":
      given = guarded.oauth.renew(
        form["refresh_token"] ?? "", client: client, at: time, lifetime: .seconds(seconds))
    case nil: throw Refused(code: "invalid_request")
    default: throw Refused(code: "unsupported_grant_type")
    }
    guard let given else { throw Refused(code: "invalid_grant") }
    record.person = guarded.email(of: given.grant)
    var members: [JSONValue.Member] = [
      .init(key: "access_token", value: .string(given.access)),
      .init(key: "expires_in", value: .integer(seconds)),
      .init(key: "organization_id", value: .string(guarded.state.organization.id)),
    ]
    if let refresh = given.refresh {
      members.append(.init(key: "refresh_token", value: .string(refresh)))
    }
    members += [
      .init(key: "scope", value: .string(given.grant.scope)),
      .init(key: "token_type", value: "Bearer"),
      .init(key: "user_id", value: .string(given.grant.userID)),
    ]
    var response = WireResponse.json(200, .object(members))
    response.headers.append(.init(name: "Cache-Control", value: "no-store"))
    return response
  }

  private static func revoke(
    _ request: WireRequest, on guarded: inout CloseEmulator.Guarded,
    noting record: inout RequestRecord
  ) throws(Refused) -> WireResponse {
    let form = form(request)
    let client = try app(of: request, form, guarded).clientID
    guard let token = form["token"] else { throw Refused(code: "invalid_request") }
    if let grant = guarded.oauth.revoke(token, client: client) {
      record.person = guarded.email(of: grant)
    } else if guarded.state.options.oauthRevokeUnknown == .invalid {
      throw Refused(code: "invalid_request")
    }
    return WireResponse(status: 200, headers: [], body: [])
  }

  /// The app that a request proves to come from, by the body or by Basic authentication.
  private static func app(
    of request: WireRequest, _ form: Query, _ guarded: CloseEmulator.Guarded
  ) throws(Refused) -> OAuthSettings.App {
    var (id, secret) = (form["client_id"], form["client_secret"])
    if let parts = request.authorization?.split(separator: " "), parts.count == 2,
      parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1]))
    {
      let pair = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
      if pair.count == 2 { (id, secret) = (Query.decoded(pair[0]), Query.decoded(pair[1])) }
    }
    for app in guarded.state.surroundings.oauth.apps
    where app.clientID == id && app.clientSecret == secret {
      return app
    }
    throw Refused(code: "invalid_client")
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

extension CloseEmulator.Guarded {
  fileprivate func email(of grant: OAuthBook.Grant) -> String? {
    state.roster.person(withID: grant.userID).map { state.roster[$0].email }
  }
}
