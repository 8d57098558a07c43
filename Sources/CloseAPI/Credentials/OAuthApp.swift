/// An OAuth app as Close has registered it: who asks people to let it act for them.
public struct OAuthApp: Sendable {
  /// The app's public id.
  public let clientID: String
  /// The app's own address, to which people are sent back; Close takes https only.
  public let redirectURI: String
  let secret: String

  /// Takes an app; its secret is registered with ``SecretRedactor/shared``.
  ///
  /// - Parameters:
  ///   - clientID: the app's public id.
  ///   - secret: what the app proves itself with.
  ///   - redirectURI: the address that the app is registered with.
  public init(clientID: String, secret: String, redirectURI: String) {
    (self.clientID, self.secret, self.redirectURI) = (clientID, secret, redirectURI)
    SecretRedactor.shared.register(secret)
  }
}

extension OAuthApp: CustomStringConvertible, CustomReflectable {
  /// The app without its secret.
  public var description: String { "OAuth app \(clientID)" }
  /// A mirror without the secret.
  public var customMirror: Mirror { Mirror(self, children: ["clientID": clientID]) }
}

/// What an app is given for a person: the right to act for them for a while, and to ask for more.
public struct OAuthTokens: Sendable, Equatable {
  /// What requests carry.
  public let accessToken: String
  /// What the next tokens are asked for with; it is good once.
  public let refreshToken: String?
  /// How long the access token is good from the moment it was given.
  public let lifetime: Duration
  /// Whom the tokens act for, where Close says so.
  public let userID: UserID?
  /// The organisation in which they act, where Close says so.
  public let organizationID: OrganizationID?

  /// Takes tokens; they are registered with ``SecretRedactor/shared``.
  ///
  /// - Parameters:
  ///   - accessToken: what requests carry.
  ///   - refreshToken: what the next tokens are asked for with.
  ///   - lifetime: how long the access token is good.
  ///   - userID: whom they act for.
  ///   - organizationID: where they act.
  public init(
    accessToken: String, refreshToken: String?, lifetime: Duration, userID: UserID? = nil,
    organizationID: OrganizationID? = nil
  ) {
    (self.accessToken, self.refreshToken, self.lifetime) = (accessToken, refreshToken, lifetime)
    (self.userID, self.organizationID) = (userID, organizationID)
    SecretRedactor.shared.register(accessToken)
    if let refreshToken { SecretRedactor.shared.register(refreshToken) }
  }

  /// Reads the answer of a token endpoint.
  init(json: JSONValue) throws(CloseError) {
    var object = try AnswerObject(json, what: "an OAuth token")
    let access = try object.text("access_token")
    // The lifetime is only recommended by RFC 6749; Close documents an hour.
    let seconds = object.value("expires_in")?.doubleValue ?? 3600
    self.init(
      accessToken: access, refreshToken: object.optionalText("refresh_token"),
      lifetime: .seconds(max(0, seconds)),
      userID: object.optionalText("user_id").map { UserID($0) },
      organizationID: object.optionalText("organization_id").map { OrganizationID($0) })
  }
}

extension OAuthTokens: CustomStringConvertible, CustomReflectable {
  /// Whom the tokens act for, without them.
  public var description: String { "OAuth tokens of \(userID?.rawValue ?? "somebody")" }
  /// A mirror without the tokens.
  public var customMirror: Mirror { Mirror(self, children: ["userID": userID as Any]) }
}
