import ArgumentParser
import Emulator

/// How the emulator misbehaves.
struct FaultOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Misbehave so: METHOD PATH: PROBABILITY KIND; may be given several times. The kinds are "
        + "latency 200ms, latency 100ms..2s, 429, 500, 502, 503, 504 (each with retry-after "
        + "SECONDS, and with after for after the change), reset-before, reset-after, "
        + "half-response, slow-drip 20ms, invalid-json, html, stale 30s and lying-header.",
      valueName: "rule"))
  var fault: [String] = []

  @Option(
    help: ArgumentHelp("Make the same faults and ids every time.", valueName: "number"))
  var seed: UInt64?

  /// The rules as faults.
  ///
  /// - Throws: ``Failure``.
  var rules: [Fault] {
    get throws {
      try fault.map { text in
        do throws(EmulatorError) {
          return try Fault(text)
        } catch {
          throw Failure(.usage, error.message)
        }
      }
    }
  }
}
