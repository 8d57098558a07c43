/// The codes and tokens that were given out: a pure state machine over times.
///
/// Times are since 1970, so that a token ends when it was said to even if the emulator was started
/// anew meanwhile. Codes are kept in memory only: they last for minutes.
struct OAuthBook: Sendable {
  /// What an app may do, and for whom.
  struct Grant: Sendable, Hashable {
    let client: String
    let userID: String
    let scope: String
  }

  private struct Code {
    let text: String
    let grant: Grant
    let redirectURI: String?
    let challenge: String?
    let end: Duration
  }

  /// What a client is given.
  struct Tokens: Sendable, Hashable {
    let grant: Grant
    let access: String
    let refresh: String?
  }

  /// The latest so many codes are good, so that one who asks for ever does not fill the memory.
  private static let mostCodes = 1000
  /// The same for access tokens, of which a client that refreshes for ever gets one each time.
  private static let mostAccess = 10_000

  private var codes: [Code] = []
  private var access: [String: (grant: Grant, end: Duration)] = [:]
  private var refresh: [String: Grant] = [:]
  private var changes: [WorldChange] = []
  private var dice: SplitMix64

  /// Begins with the tokens of a world; those that have ended are no good.
  init(seed: UInt64, tokens: [World.Token] = []) {
    dice = SplitMix64(seed: seed)
    for token in tokens {
      let grant = Grant(client: token.client, userID: token.userID, scope: token.scope)
      if let end = token.end {
        access[token.text] = (grant, .seconds(end))
      } else {
        refresh[token.text] = grant
      }
    }
  }

  /// The tokens, by their text.
  var tokens: [World.Token] {
    (access.map { Self.token($0.key, $0.value.grant, $0.value.end) }
      + refresh.map { Self.token($0.key, $0.value) }).sorted { $0.text < $1.text }
  }

  /// Hands over the changes since the last time, in their order.
  mutating func takeChanges() -> [WorldChange] {
    guard !changes.isEmpty else { return [] }
    defer { changes = [] }
    return changes
  }

  /// A code for a grant that the person has allowed.
  mutating func issueCode(
    _ grant: Grant, redirectURI: String?, challenge: String?, end: Duration
  ) -> String {
    if codes.count >= Self.mostCodes { codes.removeFirst() }
    let text = "code_" + CloseID.secret(from: &dice)
    codes.append(
      Code(text: text, grant: grant, redirectURI: redirectURI, challenge: challenge, end: end))
    return text
  }

  /// Trades a code for tokens; nil where it is not good, and then it is not good again either.
  mutating func redeem(
    _ code: String, client: String, redirectURI: String?, verifier: String?, at time: Duration,
    lifetime: Duration
  ) -> Tokens? {
    guard let index = codes.firstIndex(where: { $0.text == code }) else { return nil }
    let entry = codes.remove(at: index)
    guard entry.grant.client == client, time < entry.end,
      entry.redirectURI == nil || entry.redirectURI == redirectURI
    else { return nil }
    if let challenge = entry.challenge {
      guard let verifier, PKCE.challenge(of: verifier) == challenge else { return nil }
    }
    return issue(entry.grant, at: time, lifetime: lifetime)
  }

  /// Trades a refresh token for others; the old one is no good from then on.
  mutating func renew(
    _ token: String, client: String, at time: Duration, lifetime: Duration
  ) -> Tokens? {
    guard let grant = refresh[token], grant.client == client else { return nil }
    end(token)
    return issue(grant, at: time, lifetime: lifetime)
  }

  /// Ends a grant by one of its tokens; whose it was, or nil where the token is none of the client's.
  mutating func revoke(_ token: String, client: String) -> Grant? {
    guard let grant = refresh[token] ?? access[token]?.grant, grant.client == client else {
      return nil
    }
    if refresh[token] != nil {
      for (other, entry) in access where entry.grant == grant { end(other) }
    }
    end(token)
    return grant
  }

  /// The grant of an access token that is still good.
  func grant(_ token: String, at time: Duration) -> Grant? {
    guard let entry = access[token], time < entry.end else { return nil }
    return entry.grant
  }

  private mutating func issue(_ grant: Grant, at time: Duration, lifetime: Duration) -> Tokens {
    if access.count >= Self.mostAccess { forget(at: time) }
    let text = fresh()
    access[text] = (grant, time + lifetime)
    changes.append(.tokenGiven(Self.token(text, grant, time + lifetime)))
    var renewal: String?
    if grant.scope.split(separator: " ").contains("offline_access") {
      let text = fresh()
      refresh[text] = grant
      changes.append(.tokenGiven(Self.token(text, grant)))
      renewal = text
    }
    return Tokens(grant: grant, access: text, refresh: renewal)
  }

  /// A text that is no token yet: tokens of an earlier start may have come from the same seed.
  private mutating func fresh() -> String {
    while true {
      let text = CloseID.secret(from: &dice)
      if access[text] == nil, refresh[text] == nil { return text }
    }
  }

  private mutating func end(_ text: String) {
    if let entry = access.removeValue(forKey: text) {
      changes.append(.tokenEnded(Self.token(text, entry.grant, entry.end)))
    }
    if let grant = refresh.removeValue(forKey: text) {
      changes.append(.tokenEnded(Self.token(text, grant)))
    }
  }

  /// Forgets the access tokens that have ended and, of too many, those that end first.
  private mutating func forget(at time: Duration) {
    let alive = access.filter { $0.value.end > time }
    let latest = alive.sorted { $0.value.end > $1.value.end }.prefix(Self.mostAccess / 2)
    access = Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
  }

  private static func token(_ text: String, _ grant: Grant, _ end: Duration? = nil) -> World.Token {
    World.Token(
      text: text, client: grant.client, userID: grant.userID, scope: grant.scope,
      end: end.map { $0 / .seconds(1) })
  }
}
