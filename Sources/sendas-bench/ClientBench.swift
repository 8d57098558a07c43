import CloseAPI
import Emulator
import Foundation

/// What a request costs the processor through the typed client, beside Python's `requests`.
///
/// All ask the same emulator, which runs in a program of its own, in this run and by turns. The pacer
/// is left out and no journal is kept: what is measured is the client alone. How little the HTTP
/// library would take by itself stands below.
enum ClientBench {
  /// How often each asks for a list and makes an association; Python is slow, so it asks less often.
  private static let pairs = (own: 4000, python: 600)

  static func figures() async throws -> [Figure] {
    try await EmulatorProgram.use { base in
      let python = try await PythonClient.install(asking: base)
      let transport = try CloseTransport(unpacedBaseURL: base)
      let client = CloseClient(
        credential: try Credential(apiKey: World.acme.users[0].apiKey), transport: transport)
      let bare = try BareClient(asking: base)
      func figure(
        _ what: String, bound: Double? = nil, _ body: () async throws -> Void
      ) async throws -> Figure {
        try await Figure.ratio(
          what, against: "\(python.version), a kept session", bound: bound,
          { try await processorTime(of: body) / Double(pairs.own) },
          { try await python.secondsOfProcessor(pairs.python) })
      }
      var figures: [Figure] = []
      for width in [32, 1] {
        figures += [
          try await figure(
            "processor time of a list and a create, \(width) at once", bound: 0.1,
            { try await ask(client, width) }),
          try await figure(
            "  by AsyncHTTPClient alone", { try await bare.send(pairs.own, width) }),
        ]
      }
      await transport.shutdown()
      try await bare.shutdown()
      python.remove()
      return figures
    }
  }

  /// Lists and creates by turns, by so many tasks at once.
  private static func ask(_ client: CloseClient, _ width: Int) async throws {
    let (me, other) = PythonClient.people
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
  }

  /// Seconds that this program has used, for itself and in the system.
  private static func processorTime(of body: () async throws -> Void) async throws -> Double {
    let start = processorTime
    try await body()
    return processorTime - start
  }

  private static var processorTime: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }
}
