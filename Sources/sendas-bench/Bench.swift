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
    let all: [(name: String, run: () async throws -> [Figure])] = [
      ("lua", LuaBench.figures), ("runs", RunsBench.figures), ("client", ClientBench.figures),
      ("emulator", EmulatorBench.figures),
      ("pacing", PacingBench.figures),
    ]
    if let unknown = asked.first(where: { word in !all.contains { $0.name == word } }) {
      print(
        "no benchmark is named '\(unknown)'; there are: \(all.map(\.name).joined(separator: ", "))")
      exit(64)
    }
    for (name, run) in all where asked.isEmpty || asked.contains(name) {
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
