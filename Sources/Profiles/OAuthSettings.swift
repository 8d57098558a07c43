import CloseAPI
import Foundation

/// The app by which people log in, as the configuration names it.
struct OAuthSettings: Sendable, Equatable {
  /// Where the app's secret comes from.
  enum Secret: Sendable, Equatable {
    /// An absolute path.
    case file(String)
    case command([String])
  }

  let clientID: String
  let redirectURI: String
  let secret: Secret
  /// How long a command may take that gives the secret.
  var patience = KeyCommand.patience

  /// The app with its secret, which is fetched anew each time.
  ///
  /// - Throws: ``ProfileError`` of kind `noCredential`, or `CancellationError`.
  func app(
    folder: String, environment: [String: String], clock: some Clock<Duration>
  ) async throws -> OAuthApp {
    let bytes: [UInt8]
    let origin: String
    switch secret {
    case .file(let path):
      origin = "The client_secret_file \(path)"
      do throws(PrivateFile.Refusal) {
        bytes = try PrivateFile.read(path, limit: KeyFile.limit)
      } catch {
        throw ProfileError(
          .noCredential, KeyFile.explain(error, origin, path: path, setting: "client_secret_file"))
      }
    case .command(let words):
      origin = "The client_secret_command (\(words.first ?? ""))"
      let command = QuietCommand(
        words: words, folder: folder, environment: environment, patience: patience,
        limit: KeyCommand.limit, timeSetting: Configuration.timeSetting)
      let ending = try await command.run(clock: clock)
      guard case .exited(0, let output) = ending else {
        throw ProfileError(
          .noCredential, command.problem(ending, subject: origin, expected: "the secret"))
      }
      bytes = output
    }
    let text = String(validating: bytes, as: UTF8.self)?
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard let text, !text.isEmpty, !text.contains(where: \.isNewline) else {
      throw ProfileError(
        .noCredential, "\(origin) does not give what it has to: the app's secret on one line.")
    }
    return OAuthApp(clientID: clientID, secret: text, redirectURI: redirectURI)
  }
}
