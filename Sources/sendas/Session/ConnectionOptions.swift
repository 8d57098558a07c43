import ArgumentParser

/// Whom to act as, and where.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Act as this identity: a profile's name, an email or a user id.", valueName: "who"))
  var profile: String?

  @Flag(help: "Act in the emulator's own organization: no account, no network, no profiles.")
  var emulator = false

  @Flag(help: "Like --emulator, with the organization as it was at first.")
  var emulatorReset = false

  var usesEmulator: Bool { emulator || emulatorReset }

  /// The names that belong before a script; after it they would go to the script.
  static let names = ["--profile", "--emulator", "--emulator-reset"]
}
