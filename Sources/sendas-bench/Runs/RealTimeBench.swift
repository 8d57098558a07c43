import Foundation

/// What the built program takes at a rate limit, by the clock: half an hour, most of it waiting.
enum RealTimeBench {
  static func figures() async throws -> [Figure] {
    try await pacing() + coalescing()
  }

  /// 2,000 requests as one person, by what the run says of itself and by the emulator's own log.
  private static func pacing() async throws -> [Figure] {
    let requests = 2000
    return try await EmulatorProcess.use(lenders: 1, borrowers: requests, limit: "20x2") { office in
      let run = try await office.sendas(
        ["run", "--no-coalesce", "--share", "100%", try office.grants(1, requests)])
      let bound = number(in: run, line: "lower bound", after: "lower bound ")
      let truth = try await office.truth()
      guard let first = truth.requests.first?.time, let last = truth.requests.last?.time else {
        throw Child.Failure(description: "the emulator has no request in its log")
      }
      let what = "\(requests) requests, not coalesced, at 20x2"
      return [
        Figure(
          what: "\(what): 429s, by the run", against: "",
          value: number(in: run, line: "lower bound", after: "%), "), bound: 0, digits: 0),
        Figure(
          what: "\(what): 429s, by the emulator's log", against: "",
          value: Double(truth.throttled.count), bound: 0, digits: 0),
        Figure(
          what: "\(what): time, by the run", against: "the lower bound it names",
          value: seconds(run) / bound, bound: 1.03, digits: 3),
        Figure(
          what: "\(what): time, by the emulator's log", against: "the same",
          value: (last - first) / bound, bound: 1.03, digits: 3),
      ]
    }
  }

  /// From "  163 requests sent, none refused for the rate limit, run …".
  static func requests(_ child: Child) -> Int {
    line(of: child, with: " sent, ")?.split(separator: " ").first.flatMap { Int($0) } ?? 0
  }

  /// From "grants.lua: done in 12.3 s".
  static func seconds(_ child: Child) -> Double {
    number(in: child, line: ": done in ", after: ": done in ")
  }

  private static func number(in child: Child, line words: String, after: String) -> Double {
    line(of: child, with: words)?.components(separatedBy: after).last?.split(separator: " ").first
      .flatMap { Double($0) } ?? .nan
  }

  private static func line(of child: Child, with words: String) -> Substring? {
    child.problems.split(separator: "\n").last { $0.contains(words) }
  }
}
