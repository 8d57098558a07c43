import CloseAPI

/// The desktop's keyring, through `secret-tool`: no library is linked for it, and a machine without a
/// desktop has none.
struct Keyring {
  let folder: String
  let environment: [String: String]

  /// Over SSH and without a desktop the keyring hangs rather than fails.
  static let patience = Duration.seconds(2)

  /// The key kept under that name.
  /// - Throws: ``ProfileError`` of kind `noCredential`; no other source is tried in its place.
  func credential(
    named name: String, profile: String, clock: some Clock<Duration>
  ) async throws -> Credential {
    let command = command(["lookup"] + Self.attributes(name))
    let ending = try await command.run(clock: clock)
    switch ending {
    case .exited(0, let output) where !output.isEmpty:
      return try KeyText(output).credential(
        of: profile, from: "The keyring's entry '\(name)'",
        remedy: "Store the key again: sendas profiles add \(ShellWord.quoted(profile)).")
    case .exited:
      throw ProfileError(
        .noCredential,
        "The keyring has no key '\(name)' for profile '\(profile)', or is locked. Unlock it, or "
          + "run: sendas profiles add \(ShellWord.quoted(profile)) --store keyring")
    default:
      throw ProfileError(.noCredential, problem(ending, command, "profile '\(profile)'"))
    }
  }

  /// Keeps a key under that name, in place of an earlier one.
  /// - Throws: ``ProfileError`` of kind `cannotWrite`.
  func store(_ key: String, named name: String, clock: some Clock<Duration>) async throws {
    let command = command(["store", "--label=sendas: \(name)"] + Self.attributes(name))
    let ending = try await command.run(Array(key.utf8), clock: clock)
    guard case .exited(0, _) = ending else {
      throw ProfileError(.cannotWrite, problem(ending, command, "key '\(name)'"))
    }
  }

  /// Forgets the key of that name; one that is not there is no error.
  /// - Throws: ``ProfileError`` of kind `cannotWrite` where the keyring does not answer.
  func forget(_ name: String, clock: some Clock<Duration>) async throws {
    let command = command(["clear"] + Self.attributes(name))
    let ending = try await command.run(clock: clock)
    if case .exited = ending { return }
    throw ProfileError(.cannotWrite, problem(ending, command, "key '\(name)'"))
  }

  private func command(_ words: [String]) -> QuietCommand {
    QuietCommand(
      words: ["secret-tool"] + words, folder: folder, environment: environment,
      patience: Self.patience, limit: KeyCommand.limit)
  }

  private func problem(
    _ ending: QuietCommand.Ending, _ command: QuietCommand, _ what: String
  ) -> String {
    if case .notFound = ending {
      return
        "The keyring cannot be asked for \(what), because secret-tool is not installed. Install "
        + "libsecret-tools, or keep the key in a file: api_key_file."
    }
    return command.problem(
      ending, subject: "The keyring (secret-tool), asked for \(what),", expected: "a key")
      + " On a machine without a desktop keep the key in a file: api_key_file."
  }

  private static func attributes(_ name: String) -> [String] {
    ["service", "sendas", "profile", name]
  }
}
