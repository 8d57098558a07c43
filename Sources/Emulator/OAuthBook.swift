/// The codes and tokens that were given out: a pure state machine over times.
///
/// Kept in memory only: after a new start people have to allow an app again.
struct OAuthBook: Sendable {
  /// What an app may do, and for whom.
  struct Grant: Sendable, Hashable {
    let client: String
    let userID: String
    let scope: String
  }

  private struct Code {
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

  private var codes: [String: Code] = [:]
  private var access: [String: (grant: Grant, end: Duration)] = [:]
  private var refresh: [String: Grant] = [:]
  private var dice: SplitMix64

  init(seed: UInt64) {
    dice = SplitMix64(seed: seed)
  }

  /// A code for a grant that the person has allowed.
  mutating func issueCode(
    _ grant: Grant, redirectURI: String?, challenge: String?, end: Duration
  ) -> String {
    let code = "code_" + CloseID.secret(from: &dice)
    codes[code] = Code(grant: grant, redirectURI: redirectURI, challenge: challenge, end: end)
    return code
  }

  /// Trades a code for tokens; nil where it is not good, and then it is not good again either.
  mutating func redeem(
    _ code: String, client: String, redirectURI: String?, verifier: String?, at time: Duration,
    lifetime: Duration
  ) -> Tokens? {
    guard let entry = codes.removeValue(forKey: code), entry.grant.client == client,
      time < entry.end, entry.redirectURI == nil || entry.redirectURI == redirectURI
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
    refresh[token] = nil
    return issue(grant, at: time, lifetime: lifetime)
  }

  /// Ends a grant by one of its tokens; false where the token is none of the client's.
  mutating func revoke(_ token: String, client: String) -> Bool {
    guard let grant = refresh[token] ?? access[token]?.grant, grant.client == client else {
      return false
    }
    if refresh.removeValue(forKey: token) != nil {
      access = access.filter { $0.value.grant != grant }
    }
    access[token] = nil
    return true
  }

  /// The grant of an access token that is still good.
  func grant(_ token: String, at time: Duration) -> Grant? {
    guard let entry = access[token], time < entry.end else { return nil }
    return entry.grant
  }

  private mutating func issue(_ grant: Grant, at time: Duration, lifetime: Duration) -> Tokens {
    // What has ended goes, so that a client that refreshes for ever does not fill the memory.
    access = access.filter { $0.value.end > time }
    codes = codes.filter { $0.value.end > time }
    let token = CloseID.secret(from: &dice)
    access[token] = (grant, time + lifetime)
    var renewal: String?
    if grant.scope.split(separator: " ").contains("offline_access") {
      let fresh = CloseID.secret(from: &dice)
      refresh[fresh] = grant
      renewal = fresh
    }
    return Tokens(grant: grant, access: token, refresh: renewal)
  }
}
