/// The OAuth apps of a world and how long what they are given lasts.
struct OAuthSettings: Sendable, Equatable {
  /// An app that may ask people for access.
  struct App: Sendable, Equatable {
    let name: String
    let clientID: String
    let clientSecret: String
    /// Where people are sent back to.
    ///
    /// Without any, every https and loopback address is allowed.
    let redirectURIs: [String]
  }

  /// The app that a world has unless it names its own.
  static let usualApp = App(
    name: "Example App", clientID: "oa2client_example", clientSecret: "example-secret",
    redirectURIs: [])

  var apps = [usualApp]
  /// Seconds; Close's documentation shows 3600.
  var accessLifetime = 3600
  /// Seconds, as RFC 6749 recommends at most.
  var codeLifetime = 600
  /// What apps were given and is still good, by its text.
  var tokens: [World.Token] = []

  static let keys = ["apps", "access_token_seconds", "code_seconds", "tokens"]

  init() {}

  init(_ settings: JSONReader) throws(EmulatorError) {
    var named: [App] = []
    let keys = ["name", "client_id", "client_secret", "redirect_uris"]
    for app in try settings.objects("apps", keys: keys, isOptional: true) {
      let id = try app.text("client_id")
      guard !named.contains(where: { $0.clientID == id }) else {
        throw EmulatorError(
          .invalidWorld,
          "oauth.apps[\(named.count)].client_id: '\(id)' is also that of another app")
      }
      named.append(
        App(
          name: try app.optionalText("name") ?? id, clientID: id,
          clientSecret: try app.text("client_secret"), redirectURIs: try app.texts("redirect_uris")
        ))
    }
    if !named.isEmpty { apps = named }
    accessLifetime = try Self.seconds("access_token_seconds", settings) ?? accessLifetime
    codeLifetime = try Self.seconds("code_seconds", settings) ?? codeLifetime
    for token in try settings.objects("tokens", keys: World.Token.keys, isOptional: true) {
      tokens.append(try World.Token(token))
    }
  }

  private static func seconds(
    _ key: String, _ settings: JSONReader
  ) throws(EmulatorError) -> Int? {
    guard let seconds = try settings.optionalInteger(key) else { return nil }
    guard seconds > 0 else {
      throw EmulatorError(
        .invalidWorld, "oauth.\(key): must be at least 1 second, is \(seconds)")
    }
    return seconds
  }

  var document: JSONValue {
    let settings: JSONValue = [
      "apps": .array(
        apps.map {
          [
            "name": .string($0.name), "client_id": .string($0.clientID),
            "client_secret": .string($0.clientSecret),
            "redirect_uris": .array($0.redirectURIs.map(JSONValue.string)),
          ]
        }),
      "access_token_seconds": .integer(accessLifetime),
      "code_seconds": .integer(codeLifetime),
    ]
    guard case .object(let members) = settings, !tokens.isEmpty else { return settings }
    return .object(
      members + [.init(key: "tokens", value: .array(tokens.map(\.document)))])
  }
}
