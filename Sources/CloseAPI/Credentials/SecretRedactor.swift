import Synchronization

/// The one place that text passes before it is shown, logged or stored: it takes out credentials.
///
/// Three things are replaced: every registered secret, and its forms in an `Authorization` header
/// (`base64("KEY:")`) and in a URL; everything of the shape `api_ID.SECRET`, registered or not; and the values
/// of `Basic …` and `Bearer …` headers. What is left of an API key is its public part:
/// `api_ID.***`.
public final class SecretRedactor: Sendable {
  /// The program's registry; every ``Credential`` registers its key here when it is made.
  public static let shared = SecretRedactor()

  /// Below this many bytes a secret is not looked for in texts: replacing every "key" would make
  /// them unreadable, and no service gives out keys that short.
  static let shortestSecret = 6

  private struct Needle {
    let bytes: [UInt8]
    let replacement: [UInt8]
  }

  /// The needles by their first bytes, so that a text is gone through once however many identities
  /// a run has; and tables of the first and second bytes of any needle or shape, which rule out most
  /// places without a look into the dictionary.
  private struct Needles {
    var byStart: [UInt32: [Needle]] = [:]
    var beginsWith = (0...UInt8.max).map { SecretShape.mayBegin(with: $0) }
    var goesOnWith = (0...UInt8.max).map { SecretShape.mayGoOn(with: $0) }

    mutating func add(_ needle: Needle, _ start: UInt32) {
      var same = byStart[start, default: []]
      guard !same.contains(where: { $0.bytes == needle.bytes }) else { return }
      // The longest first: one secret may be the beginning of another.
      let index = same.firstIndex { $0.bytes.count < needle.bytes.count } ?? same.endIndex
      same.insert(needle, at: index)
      byStart[start] = same
      beginsWith[Int(needle.bytes[0])] = true
      goesOnWith[Int(needle.bytes[1])] = true
    }

    /// Whether the text may hold a secret, or something of the shape of one: a quick look, because
    /// every operation is redacted and hardly any holds one.
    func mayOccur(in text: UnsafeBufferPointer<UInt8>) -> Bool {
      var place = 0
      while place + 4 <= text.count {
        if beginsWith[Int(text[place])], goesOnWith[Int(text[place + 1])] {
          let four = (place..<place + 4).reduce(UInt32(0)) { $0 << 8 | UInt32(text[$1]) }
          if SecretShape.mayBegin(with: four) || byStart[four] != nil { return true }
        }
        place += 1
      }
      return false
    }
  }

  private let needles = Mutex(Needles())

  /// Makes an empty registry, for tests; programs use ``shared``.
  public init() {}

  /// Adds a secret: an API key, a token.
  /// - Parameters:
  ///   - secret: the text that may not appear anywhere.
  ///   - publicForm: what stands in its place.
  public func register(_ secret: String, publicForm: String = "***") {
    let inHeader = Base64.encode(Array("\(secret):".utf8))
    let inURL = Array(PercentEncoding.encoded(secret).utf8)
    for form in [Array(secret.utf8), inHeader, Base64.encode(Array(secret.utf8)), inURL] {
      add(Needle(bytes: form, replacement: Array(publicForm.utf8)))
    }
  }

  /// The text without secrets.
  public func redact(_ text: String) -> String {
    // A copy of the table costs a reference count, and nobody waits while a long text is searched.
    let needles = needles.withLock { $0 }
    var text = text
    guard text.withUTF8({ needles.mayOccur(in: $0) }),
      let redacted = redact(Array(text.utf8), needles)
    else { return text }
    return String(decoding: redacted, as: UTF8.self)
  }

  /// The value with every string and every member's name redacted.
  public func redact(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(redact(text))
    case .array(let elements): .array(elements.map(redact))
    case .object(let members): .object(members.map { (redact($0.0), redact($0.1)) })
    case .null, .bool, .integer, .number: value
    }
  }

  /// The bytes without secrets; nil when there were none, which is nearly always.
  private func redact(_ text: [UInt8], _ needles: Needles) -> [UInt8]? {
    var result: [UInt8] = []
    var copied = 0
    var place = 0
    while place < text.count {
      guard
        let found = Self.registered(in: text, at: place, needles)
          ?? SecretShape.apiKey(in: text, at: place)
          ?? SecretShape.headerValue(in: text, at: place)
      else {
        place += 1
        continue
      }
      result.append(contentsOf: text[copied..<found.range.lowerBound])
      result.append(contentsOf: found.replacement)
      place = found.range.upperBound
      copied = place
    }
    guard copied > 0 else { return nil }
    return result + text[copied...]
  }

  private func add(_ needle: Needle) {
    guard needle.bytes.count >= Self.shortestSecret,
      let start = Self.firstFour(of: needle.bytes, at: 0)
    else { return }
    needles.withLock { $0.add(needle, start) }
  }

  private static func registered(
    in text: [UInt8], at place: Int, _ needles: Needles
  ) -> SecretShape? {
    guard needles.beginsWith[Int(text[place])], let start = firstFour(of: text, at: place),
      let needle = needles.byStart[start]?.first(where: { text[place...].starts(with: $0.bytes) })
    else { return nil }
    return SecretShape(
      range: place..<place + needle.bytes.count, replacement: needle.replacement)
  }

  private static func firstFour(of bytes: [UInt8], at place: Int) -> UInt32? {
    guard place + 4 <= bytes.count else { return nil }
    return bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
