/// What a script, its tasks, the journal and the coalescing cost beyond the requests they come to.
enum RunsBench {
  static func figures() async throws -> [Figure] {
    try await overhead() + journal() + memory()
  }

  /// The layers above the client, without limits and in one process.
  private static func overhead() async throws -> [Figure] {
    let (people, grants) = (20, 100)
    var requests = 0
    let overhead = try await Figure.ratio(
      "\(people * grants) grants by script, journaled and coalesced",
      against: "the same requests by the bare client", rounds: 3,
      {
        try await Figure.seconds {
          requests = try await Office.open(people, grants) { try await $0.runScript() }
        }
      },
      {
        try await Figure.seconds {
          _ = try await Office.open(people, grants) { try await $0.sendBulks() }
        }
      })
    let saved = Figure(
      what: "\(people * grants) grants by script, requests",
      against: "one request each", value: Double(requests) / Double(people * grants))
    return [overhead, saved]
  }
}
