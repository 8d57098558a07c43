/// Somebody's key to Close, which shows itself to nobody: descriptions, dumps and mirrors hold the
/// public part at most.
///
/// Making one registers the key with ``SecretRedactor/shared``, so that no text of the program can
/// carry it out by accident.
public struct Credential: Sendable, Hashable {
  private let secret: String

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
    secret = apiKey
    if let publicID = Self.publicID(of: apiKey) {
      name = publicID
      SecretRedactor.shared.register(apiKey, publicForm: "\(publicID).***")
    } else {
      name = "key-" + Self.fingerprint(of: apiKey)
      SecretRedactor.shared.register(apiKey)
    }
  }

  /// The value of the `Authorization` header: Basic, the key as user name, no password (Close's
  /// "API key authentication").
  package var authorization: String {
    "Basic " + String(decoding: Base64.encode(Array("\(secret):".utf8)), as: UTF8.self)
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

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The public part and three stars, or the stars alone.
  public var description: String {
    Self.publicID(of: secret).map { "\($0).***" } ?? "***"
  }

  /// The same as ``description``.
  public var debugDescription: String { description }

  /// A mirror that shows the description in place of the contents.
  public var customMirror: Mirror {
    Mirror(self, children: ["key": description])
  }
}
