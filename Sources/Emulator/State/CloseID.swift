/// Makes ids in Close's shapes: a prefix, an underscore and base62 digits.
///
/// Close's old objects (users, organisations, memberships) have 43 digits, which is 32 bytes; the
/// newer ones (associations) have 22, which is a UUID.
enum CloseID {
  private static let alphabet = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  static func user(email: String) -> String {
    "user_" + digits(43, from: "user \(email.lowercased())")
  }

  static func organization(name: String) -> String {
    "orga_" + digits(43, from: "orga \(name)")
  }

  static func membership(userID: String) -> String {
    "memb_" + digits(43, from: "memb \(userID)")
  }

  static func emailAccount(userID: String) -> String {
    "emailacct_" + digits(43, from: "emailacct \(userID)")
  }

  static func group(name: String) -> String {
    "group_" + digits(22, from: "group \(name)")
  }

  static func role(name: String) -> String {
    "role_" + digits(43, from: "role \(name)")
  }

  /// The id of an association that a world gives without one.
  static func association(allowing: String, allowed: String) -> String {
    "sdas_" + digits(22, from: "sdas \(allowing.lowercased()) \(allowed.lowercased())")
  }

  /// The id of an association made just now.
  static func association(from generator: inout SplitMix64) -> String {
    "sdas_" + digits(22, &generator)
  }

  /// A code or token.
  static func secret(from generator: inout SplitMix64) -> String {
    digits(43, &generator)
  }

  /// A key in the shape `api_<22>.<22>`, the same for an email every time.
  static func apiKey(email: String) -> String {
    var generator = SplitMix64(seed: hash("key \(email.lowercased())"))
    return "api_" + digits(22, &generator) + "." + digits(22, &generator)
  }

  /// Whether the text is an id with this prefix; any length, so that worlds can be read by people.
  static func isWellFormed(_ id: String, prefix: String) -> Bool {
    guard id.hasPrefix(prefix + "_"), id.utf8.count > prefix.utf8.count + 1 else { return false }
    return id.utf8.dropFirst(prefix.utf8.count + 1).allSatisfy { alphabet.contains($0) }
  }

  private static func digits(_ count: Int, from text: String) -> String {
    var generator = SplitMix64(seed: hash(text))
    return digits(count, &generator)
  }

  private static func digits(_ count: Int, _ generator: inout SplitMix64) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for _ in 0..<count {
      // Not `Int.random`: its algorithm may change, and ids are kept in files and in scripts.
      bytes.append(alphabet[Int(generator.next() % UInt64(alphabet.count))])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// FNV-1a with 64 bits: Swift's own hashes differ from one process to the next.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
