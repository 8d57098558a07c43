import ArgumentParser
import CloseAPI

/// Whom to act as, and where.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Act as this identity: a profile's name, an email or a user id.", valueName: "who"),
    completion: .profileNames)
  var profile: String?

  @Flag(help: "Act in the emulator's own organization: no account, no network, no profiles.")
  var emulator = false

  @Flag(help: "Like --emulator, with the organization as it was at first.")
  var emulatorReset = false

  @Option(
    help: ArgumentHelp(
      "Use this part of the account's rate limit; the rest is left to its other programs. (default: 80%)",
      valueName: "percent"),
    transform: Share.init)
  var share: Share?

  @Option(help: ArgumentHelp("The most requests in flight at once.", valueName: "count"))
  var connections = 32

  @Option(
    help: ArgumentHelp(
      "The most requests in any second, where a limit in front of Close is known; one that is not known is learned.",
      valueName: "count"))
  var maxPerSecond: Int?

  @Flag(
    help:
      "Never send before a window of the limit has opened for sure, however much the network varies; costs up to a round trip per window."
  )
  var strictWindows = false

  @Flag(
    name: .customLong("debug-http"),
    help: "Say each request on standard error: what was asked, answered, and said of limits.")
  var debugsHTTP = false

  /// The same options as another run had.
  static func again(profile: String?, emulator: Bool) -> ConnectionOptions {
    // Parsed, because a value that was not may not be read.
    var options = (try? parse(emulator ? ["--emulator"] : [])) ?? ConnectionOptions()
    options.profile = profile
    return options
  }

  /// What is told of each request.
  var trace: (@Sendable (RequestTrace) -> Void)? {
    guard debugsHTTP else { return nil }
    return { trace in Terminal.error("http: \(trace)") }
  }

  var usesEmulator: Bool { emulator || emulatorReset }

  /// The names that belong before a script; after it they would go to the script.
  static let names = [
    "--profile", "--emulator", "--emulator-reset", "--share", "--connections",
    "--max-per-second", "--strict-windows", "--debug-http",
  ]

  func validate() throws {
    guard (1...1024).contains(connections) else {
      throw ValidationError("--connections must be from 1 to 1024")
    }
    if let maxPerSecond, maxPerSecond < 1 {
      throw ValidationError("--max-per-second takes a number from 1")
    }
  }
}
