import Foundation

/// The benchmarks: one command, tables out.
///
/// Every figure is a ratio of two things measured side by side in this run, the smallest of several
/// interleaved rounds each; machines differ and are noisy, so absolute times prove nothing.
@main
struct Bench {
  static func main() async throws {
    let all: [(name: String, run: () async throws -> [Ratio])] = [
      ("lua", LuaBench.ratios), ("runs", RunsBench.ratios),
    ]
    let asked = CommandLine.arguments.dropFirst()
    if let unknown = asked.first(where: { word in !all.contains { $0.name == word } }) {
      print(
        "no benchmark is named '\(unknown)'; there are: \(all.map(\.name).joined(separator: ", "))")
      exit(64)
    }
    for (name, run) in all where asked.isEmpty || asked.contains(name) {
      print(name)
      for ratio in try await run() { print("  " + ratio.line) }
    }
  }
}

/// Something measured against something else.
struct Ratio {
  var what: String
  var against: String
  var value: Double

  var line: String { "\(what), against \(against): \(String(format: "%.2f", value))" }

  /// The ratio of the smallest times of both over `rounds` interleaved rounds.
  static func measure(
    _ what: String, against: String, rounds: Int = 5, perUnit units: Double = 1,
    _ subject: () async throws -> Void, _ reference: () async throws -> Void
  ) async throws -> Ratio {
    var times: (subject: Double, reference: Double) = (.infinity, .infinity)
    for _ in 0..<rounds {
      times.subject = min(times.subject, try await seconds(subject))
      times.reference = min(times.reference, try await seconds(reference))
    }
    return Ratio(what: what, against: against, value: times.subject / times.reference * units)
  }

  private static func seconds(_ body: () async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    try await body()
    let elapsed = (ContinuousClock.now - start).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
  }
}
