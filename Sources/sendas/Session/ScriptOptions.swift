import ArgumentParser

/// What a script is told, besides where and what it may do.
struct ScriptOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Look here for modules as well, after the script's folder; may be repeated.",
      valueName: "dir"), completion: .directory)
  var lib: [String] = []

  @Option(
    help: ArgumentHelp(
      "Let the script read and write this file or folder, too; may be repeated.",
      valueName: "path"), completion: .file())
  var allowPath: [String] = []

  @Option(
    help: ArgumentHelp(
      "The most memory that the script may hold, with K, M or G. (default: 256M)",
      valueName: "size"),
    transform: ByteCount.init)
  var memory: ByteCount?

  /// The names that belong before a script; after it they would go to the script.
  static let before =
    ConnectionOptions.names + GuardrailOptions.names + ["--lib", "--allow-path", "--memory"]

  func settings(
    _ connection: ConnectionOptions, _ guardrails: GuardrailOptions
  ) -> RunSettings {
    var settings = RunSettings(connection, guardrails)
    (settings.lib, settings.allowPath, settings.memory) = (lib, allowPath, memory?.description)
    return settings
  }
}
