import CloseAPI

/// A command that prints one API key; see ``QuietCommand``.
struct KeyCommand {
  let words: [String]
  /// The profile's name, for messages.
  let profile: String
  /// The folder in which it runs.
  let folder: String
  let environment: [String: String]
  /// How long it may take.
  var patience = Self.patience

  /// Long enough for a person to type a passphrase.
  static let patience = Duration.seconds(30)
  /// Far more than any key has.
  static let limit = 4096

  /// Runs the command.
  ///
  /// - Throws: ``ProfileError`` of kind `noCredential`, or `CancellationError`; the command is
  ///   killed in both cases.
  func credential(clock: some Clock<Duration>) async throws -> Credential {
    let command = QuietCommand(
      words: words, folder: folder, environment: environment, patience: patience,
      limit: Self.limit, timeSetting: Configuration.timeSetting)
    let ending = try await command.run(clock: clock)
    let name = words.first ?? ""
    guard case .exited(0, let output) = ending else {
      throw ProfileError(
        .noCredential,
        command.problem(
          ending, subject: "The api_key_command (\(name)) of profile '\(profile)'",
          expected: "a key"
        ).replacing("print a key", with: "print the key"))
    }
    return try KeyText(output).credential(
      of: profile, from: "The output of the api_key_command (\(name))",
      remedy: "It has to print the key and nothing else.")
  }
}
