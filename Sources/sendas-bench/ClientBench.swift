import CloseAPI
import Emulator
import Foundation

/// What a request costs the processor through the typed client, beside Python's `requests`.
///
/// Both ask the same emulator, which runs in a program of its own, in this run and by turns. The
/// pacer is left out and no journal is kept: what is measured is the client alone.
enum ClientBench {
  /// How often each asks for a list and makes an association; Python is slow, so it asks less often.
  private static let pairs = (own: 4000, python: 600)

  static func figures() async throws -> [Figure] {
    try await EmulatorProgram.use { base in
      let python = try await PythonClient.install(asking: base)
      let transport = try CloseTransport(unpacedBaseURL: base)
      let client = CloseClient(
        credential: try Credential(apiKey: World.acme.users[0].apiKey), transport: transport)
      var figures: [Figure] = []
      for width in [1, 32] {
        figures.append(
          try await Figure.ratio(
            "processor time of a list and a create, \(width) at once",
            against: "\(python.version), a kept session", rounds: 5, bound: 0.1,
            { try await ask(client, width) }, { try await python.secondsOfProcessor(pairs.python) }
          ))
      }
      await transport.shutdown()
      python.remove()
      return figures
    }
  }

  /// Seconds of the processor for one pair of requests, by so many tasks at once.
  private static func ask(_ client: CloseClient, _ width: Int) async throws -> Double {
    let (me, other) = PythonClient.people
    let start = processorTime()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<width {
        group.addTask {
          for _ in 0..<pairs.own / width {
            _ = try await client.associations()
            _ = try await client.grant(to: other, from: me)
          }
        }
      }
      try await group.waitForAll()
    }
    return (processorTime() - start) / Double(pairs.own / width * width)
  }

  /// What this program has used so far, for itself and in the system.
  private static func processorTime() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }
}
