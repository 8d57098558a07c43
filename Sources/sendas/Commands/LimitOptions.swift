// Public, because the two conformances below are of public types.
public import ArgumentParser
public import Emulator

/// How many requests the emulator lets through.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Requests per second in windows of so many seconds, per key and endpoint group; or off.",
      valueName: "RxS"))
  var limit = "20x8"

  @Option(help: ArgumentHelp("The organization's limit, in keys' limits.", valueName: "times"))
  var orgFactor = 3.0

  @Option(help: ArgumentHelp("Unused windows that a bucket saves up.", valueName: "windows"))
  var burst = 1.0

  @Option(help: "How answers say what is left.")
  var header = EmulatorLimits.Header.comma

  @Option(help: "What is counted together.")
  var groups = EmulatorLimits.Grouping.methodAndPrefix

  @Option(
    help: ArgumentHelp(
      "Requests per second of all clients; more are answered 429 without JSON.",
      valueName: "number"))
  var ingress: Int?

  /// What they come to.
  ///
  /// - Throws: ``Failure``.
  var limits: EmulatorLimits {
    get throws {
      var limits = EmulatorLimits.off
      if limit != "off" {
        let parts = limit.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let rate = Double(parts[0]), let window = Int(parts[1]),
          (0...1_000_000).contains(rate), (1...86_400).contains(window)
        else {
          throw Failure(
            .usage,
            "--limit '\(limit)' is not requests per second x seconds, as in 20x8; or off")
        }
        limits = EmulatorLimits(
          requestsPerSecond: rate, window: window, burst: burst, organizationFactor: orgFactor)
      }
      guard (1...1000).contains(burst), orgFactor > 0, orgFactor <= 1000 else {
        throw Failure(
          .usage, "--burst must be from 1 to 1000, and --org-factor above 0 and at most 1000")
      }
      if let ingress, ingress < 1 {
        throw Failure(.usage, "--ingress must be at least 1, is \(ingress)")
      }
      limits.header = header
      limits.grouping = groups
      limits.ingress = ingress
      return limits
    }
  }
}

extension EmulatorLimits.Header: ExpressibleByArgument {}
extension EmulatorLimits.Grouping: ExpressibleByArgument {}
