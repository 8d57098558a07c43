import Foundation

/// The benchmarks: one command, tables out.
///
/// Every figure but those of memory is a ratio of two things measured side by side in this run, the
/// smallest of several interleaved rounds each; machines differ and are noisy, so absolute times
/// prove nothing.
@main
struct Bench {
  static func main() async throws {
    let asked = Array(CommandLine.arguments.dropFirst())
    if asked.first == MemoryTrial.word, let trial = asked.dropFirst().first {
      return try await MemoryTrial.run(trial)
    }
    if asked.first == RunTrial.word { return try await RunTrial(Array(asked.dropFirst())).run() }
    typealias Benchmark = (name: String, run: () async throws -> [Figure])
    let all: [Benchmark] = [
      ("lua", LuaBench.figures), ("runs", RunsBench.figures), ("client", ClientBench.figures),
      ("emulator", EmulatorBench.figures),
      ("pacing", PacingBench.figures),
    ]
    // Half an hour by the clock: only where it is asked for.
    let long: [Benchmark] = [("real-time", RealTimeBench.figures)]
    let chosen = asked.isEmpty ? all : (all + long).filter { asked.contains($0.name) }
    if let unknown = asked.first(where: { word in !chosen.contains { $0.name == word } }) {
      let names = (all + long).map(\.name).joined(separator: ", ")
      print("no benchmark is named '\(unknown)'; there are: \(names)")
      exit(64)
    }
    for (name, run) in chosen {
      print(name)
      do {
        for line in Figure.table(try await run()) { print("  " + line) }
      } catch let failure as Child.Failure {
        print("  \(failure)")
        exit(1)
      }
    }
  }
}
