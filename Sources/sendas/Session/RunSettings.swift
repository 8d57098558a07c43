import Foundation

/// What stood before the script, as the journal keeps it: enough to give the command again.
struct RunSettings: Codable {
  var profile: String?
  var share: String?
  var connections: Int?
  var maxPerSecond: Int?
  var strictWindows: Bool?
  var lib: [String] = []
  var allowPath: [String] = []
  var memory: String?
  var readOnly = false
  var maxWrites: Int?
  var maxRevokes = 100
  var allowLargeRevoke = false
  var allowProtected = false
  var allowOverlap = false
  var noCoalesce = false
  /// Of `apply` and `undo`: whether pairs that have drifted are left out.
  var skipDrifted = false

  init(_ connection: ConnectionOptions, _ guardrails: GuardrailOptions) {
    profile = connection.profile
    (share, connections) = (connection.share?.description, connection.connections)
    (maxPerSecond, strictWindows) = (connection.maxPerSecond, connection.strictWindows)
    take(guardrails)
  }

  /// Reads what the journal has kept.
  init(text: String) {
    self =
      (try? JSONDecoder().decode(RunSettings.self, from: Data(text.utf8)))
      ?? RunSettings(.again(profile: nil, emulator: false), .none)
  }

  /// Whom to act as, and how hard, as the run did.
  func connection(emulator: Bool, orAs identity: String? = nil) -> ConnectionOptions {
    var options = ConnectionOptions.again(profile: profile ?? identity, emulator: emulator)
    options.share = share.flatMap { try? Share($0) }
    options.connections = connections ?? options.connections
    (options.maxPerSecond, options.strictWindows) = (maxPerSecond, strictWindows ?? false)
    return options
  }

  mutating func take(_ guardrails: GuardrailOptions) {
    (readOnly, maxWrites, maxRevokes) =
      (guardrails.readOnly, guardrails.maxWrites, guardrails.maxRevokes)
    let allow = guardrails.allow
    (allowLargeRevoke, allowProtected) = (allow.allowLargeRevoke, allow.allowProtected)
    (allowOverlap, noCoalesce) = (allow.allowOverlap, guardrails.noCoalesce)
  }

  /// Lifts these rules, too.
  mutating func lift(_ allow: AllowOptions) {
    allowLargeRevoke = allow.allowLargeRevoke || allowLargeRevoke
    allowProtected = allow.allowProtected || allowProtected
    allowOverlap = allow.allowOverlap || allowOverlap
  }

  /// The options that they were.
  func guardrails(reason: String?) -> GuardrailOptions {
    var options = GuardrailOptions.none
    (options.readOnly, options.maxWrites, options.maxRevokes) = (readOnly, maxWrites, maxRevokes)
    (options.allow.allowLargeRevoke, options.allow.allowProtected) =
      (allowLargeRevoke, allowProtected)
    options.allow.allowOverlap = allowOverlap
    (options.noCoalesce, options.reason) = (noCoalesce, reason)
    return options
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
