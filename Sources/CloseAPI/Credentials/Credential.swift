/// Somebody's key to Close, which shows itself to nobody: descriptions, dumps and mirrors hold the
/// public part at most.
///
/// Making one registers the key with ``SecretRedactor/shared``, so that no text of the program can
/// carry it out by accident.
public struct Credential: Sendable {
  private enum Secret: Sendable {
    /// With the header's value, which each request carries.
    case key(String, header: String)
    case tokens(any TokenSource)
  }

  private let secret: Secret

  /// A stable name that tells credentials apart without giving anything away: the public id before
  /// the dot when the key has Close's form `api_ID.SECRET`, else a fingerprint `key-…`.
  ///
  /// It names the credential's rate limit buckets and may be stored in the journal.
  public let name: String

  /// Takes an API key.
  /// - Parameter apiKey: the key as Close shows it once, when it is made.
  /// - Throws: ``CloseError`` of kind ``CloseError/Kind/badArgument`` when the key is empty or
  ///   holds anything that cannot be part of a key: white space, a line end, a colon, a character
  ///   beyond ASCII. The message never repeats the key.
  public init(apiKey: String) throws(CloseError) {
    if let problem = Self.problem(with: apiKey) {
      throw CloseError(
        .badArgument, "The API key \(problem). Copy it again from Close, Settings, API Keys.")
    }
    secret = .key(apiKey, header: Self.basic(apiKey))
    if let publicID = Self.publicID(of: apiKey) {
      name = publicID
      SecretRedactor.shared.register(apiKey, publicForm: "\(publicID).***")
    } else {
      name = "key-" + Self.fingerprint(of: apiKey)
      SecretRedactor.shared.register(apiKey)
    }
  }

  /// Takes a person's login, whose tokens are renewed while they are used.
  /// - Parameters:
  ///   - tokens: where the tokens come from.
  ///   - name: what tells the login from other credentials; it is shown.
  public init(tokens: any TokenSource, name: String) {
    (secret, self.name) = (.tokens(tokens), name)
  }

  /// The id that Close has given the key, which is one person's in one organization for as long as it
  /// lives; nil for a login, and for a key that does not show its id.
  public var keyID: String? {
    if case .key(let key, _) = secret { Self.publicID(of: key) } else { nil }
  }

  /// Whether it is a login that gives another token when one is refused.
  var isRenewable: Bool { if case .tokens = secret { true } else { false } }

  /// The value of the `Authorization` header, where it is always the same: that of a key.
  var header: String? { if case .key(_, let header) = secret { header } else { nil } }

  /// The value of the `Authorization` header: for a key Basic, the key as user name, no password
  /// (Close's "API key authentication"); for a login Bearer.
  func authorization(
    after refused: String? = nil, from authority: OAuthAuthority
  ) async throws(CloseError) -> String {
    switch secret {
    case .key(_, let header): header
    case .tokens(let source):
      "Bearer " + (try await source.accessToken(after: refused, from: authority))
    }
  }

  /// The header's value for an API key.
  static func basic(_ key: String) -> String {
    "Basic " + String(decoding: Base64.encode(Array("\(key):".utf8)), as: UTF8.self)
  }

  /// What to do when Close does not accept it, after "Close does not accept".
  func refusal(of identity: String) -> String {
    switch secret {
    case .key:
      "the key \(self) of \(identity). Check in Close, Settings, API Keys, that it exists and "
        + "belongs to an active user."
    case .tokens:
      "the login of \(identity), not even with a fresh token. Check in Close that the person is "
        + "active and that the app still has access."
    }
  }

  private static func problem(with key: String) -> String? {
    if key.isEmpty { return "is empty" }
    for byte in key.utf8 {
      switch byte {
      case 0x0A, 0x0D: return "holds a line end"
      case 0x09, 0x20: return "holds white space"
      case UInt8(ascii: ":"): return "holds a colon, which would end it early"
      case 0x21..<0x7F: continue
      default: return "holds a character that no key has"
      }
    }
    return nil
  }

  private static func publicID(of key: String) -> String? {
    let bytes = Array(key.utf8)
    guard let shape = SecretShape.apiKey(in: bytes, at: 0), shape.range.upperBound == bytes.count
    else { return nil }
    return key.split(separator: ".").first.map(String.init)
  }

  /// FNV-1a, 64 bits: the same in every run of the program, unlike the standard hasher.
  private static func fingerprint(of key: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Credential: Hashable {
  /// Whether both are the same key, or logins of one name.
  public static func == (left: Credential, right: Credential) -> Bool {
    switch (left.secret, right.secret) {
    case (.key(let left, _), .key(let right, _)): left == right
    case (.tokens, .tokens): left.name == right.name
    default: false
    }
  }

  /// By the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The public part and three stars, or the stars alone.
  public var description: String {
    switch secret {
    case .key(let key, _): Self.publicID(of: key).map { "\($0).***" } ?? "***"
    case .tokens: "\(name).***"
    }
  }

  /// The same as ``description``.
  public var debugDescription: String { description }

  /// A mirror that shows the description in place of the contents.
  public var customMirror: Mirror {
    Mirror(self, children: ["key": description])
  }
}
