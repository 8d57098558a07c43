import CloseAPI
import Foundation

/// A program that knows the keys of people who have no profile, asked once for many of them.
///
/// It gets `{"version":1,"identities":["alice@acme.test",…]}` on its standard input and prints
/// `{"credentials":{"alice@acme.test":{"api_key":"…"},…}}`; whom it does not know it leaves out.
struct CredentialHelper {
  let words: [String]
  let folder: String
  let environment: [String: String]
  /// How long it may take.
  var patience = Self.patience

  /// Enough for a password manager that is asked for a thousand people.
  static let patience = Duration.seconds(60)
  /// Room for some 10,000 keys.
  static let limit = 4 << 20

  /// The keys of those whom the helper knows, by the words asked for.
  /// - Throws: ``ProfileError`` of kind `noCredential` when it fails or prints something else, or
  ///   `CancellationError`.
  func credentials(
    for identities: [String], clock: some Clock<Duration>
  ) async throws -> [String: Credential] {
    let question: JSONValue = [
      "version": 1, "identities": .array(identities.map { .string($0) }),
    ]
    let command = QuietCommand(
      words: words, folder: folder, environment: environment, patience: patience,
      limit: Self.limit, timeSetting: Configuration.timeSetting)
    let ending = try await command.run(Array((question.description + "\n").utf8), clock: clock)
    let subject = "The credential_helper (\(words.first ?? ""))"
    guard case .exited(0, let output) = ending else {
      throw ProfileError(
        .noCredential,
        command.problem(ending, subject: subject, expected: "JSON"))
    }
    guard let json = try? JSONValue(parsing: output),
      let found = json["credentials"]?.objectValue
    else {
      throw ProfileError(
        .noCredential,
        "\(subject) did not print what it has to: {\"credentials\":{\"WHO\":{\"api_key\":\"…\"}}}. "
          + "Run it by hand to see what it prints.")
    }
    return try Self.credentials(
      found.map { ($0.0, $0.1["api_key"]?.stringValue) }, asked: identities, subject: subject)
  }

  /// Makes credentials of names and keys, of those who were asked for.
  static func credentials(
    _ keys: [(String, String?)], asked: [String], subject: String
  ) throws(ProfileError) -> [String: Credential] {
    var credentials: [String: Credential] = [:]
    for word in asked {
      guard let (_, key) = keys.last(where: { $0.0.lowercased() == word.lowercased() }) else {
        continue
      }
      do {
        credentials[word] = try Credential(apiKey: key ?? "")
      } catch {
        throw ProfileError(
          .noCredential, "\(subject) gives no usable key for \(word). \(error.message)")
      }
    }
    return credentials
  }
}
