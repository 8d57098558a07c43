import Emulator
import Foundation
import Lua
import Runs
import Testing

/// Random programs, planned, run, killed, resumed and undone, against a set of pairs.
struct ModelTests {
  private static let isLong = ProcessInfo.processInfo.environment["SENDAS_LONG_TESTS"] != nil
  private static let seeds = Array(UInt64(1)...(isLong ? 1000 : 40))
  private static let faults = [
    "POST /send_as/*: 0.05 reset-after", "POST /send_as/*: 0.05 503",
    "POST /send_as/*: 0.05 502 after", "DELETE /send_as/*: 0.1 reset-after",
    "GET /send_as/*: 0.05 reset-before",
  ]

  @Test(arguments: seeds)
  func `a program does what the model says, however often it is killed`(_ seed: UInt64) async throws
  {
    let program = ModelProgram(seed: seed)
    let expected = program.result
    var random = SplitMix64(seed: ~seed)
    // Every other one where nothing goes wrong but the kills.
    let faults = seed.isMultiple(of: 2) ? Self.faults : []
    try await ModelOffice.use(program, seed: seed, faults: faults) { office in
      try await expectPlan(of: program, office)
      #expect(office.truth == program.start)

      let told = try await office.runToItsEnd("run", &random)
      #expect(told == expected.told)
      #expect(office.truth == expected.there)
      #expect(office.changes == expected.changes)

      let inverse = try await office.inverse(of: "run")
      #expect(inverse.left == [])
      _ = try await office.runToItsEnd("undo", &random, undoing: inverse.plan)
      #expect(office.truth == program.start)
    }
  }

  /// Where Close's lists lag behind, what a task is told of a change that a kill has cut off, and what
  /// an undo at once afterwards finds, may be as old as the lists; what is made may not.
  @Test(arguments: Array(seeds.prefix(20)))
  func `nothing is lost or made twice also where lists lag behind`(_ seed: UInt64) async throws {
    let program = ModelProgram(seed: seed)
    let expected = program.result
    var random = SplitMix64(seed: ~seed)
    let faults = Self.faults + ["GET /send_as/*: 0.3 stale 30s"]
    try await ModelOffice.use(program, seed: seed, faults: faults) { office in
      _ = try await office.runToItsEnd("run", &random)
      #expect(office.truth == expected.there)
      #expect(office.changes == expected.changes)
    }
  }

  /// The plan is the difference that the model makes, and changes nothing.
  private func expectPlan(of program: ModelProgram, _ office: ModelOffice) async throws {
    let planned = try await office.attempt(1, of: "plan", isPlan: true)
    let plan = try #require(planned.plan, "\(planned.error?.message ?? "")")
    let expected = program.result
    func pairs(_ people: KeyPath<Plan.Change, [Plan.Person]>) -> Set<ModelProgram.Pair> {
      Set(
        plan.changes.flatMap { change in
          change[keyPath: people].map {
            ModelProgram.Pair(lender: change.allowing.email, borrower: $0.email)
          }
        })
    }
    #expect(pairs(\.granted) == expected.there.subtracting(program.start))
    #expect(pairs(\.revoked) == program.start.subtracting(expected.there))
    #expect(planned.told == expected.told)
  }
}

extension ModelOffice {
  /// Executes a run until it is through, with up to three deaths on the way.
  ///
  /// - Returns: What its tasks were told at last.
  fileprivate func runToItsEnd(
    _ run: String, _ random: inout SplitMix64, undoing plan: Plan? = nil
  ) async throws -> [String] {
    var retry = Replay.Retry.nothing
    var last: Attempt?
    for number in 1...12 {
      let death = number <= 3 ? Int.random(in: 1...8, using: &random) : nil
      let attempt = try await attempt(
        number, of: run, dyingAt: death, retry: retry, undoing: plan)
      // A run that died with its last answer on the way has not come to its end.
      if attempt.error == nil, !attempt.hasDied { return attempt.told }
      last = attempt
      let isUnclear = attempt.error?.kind.rawValue == "ambiguous"
      retry = attempt.hasDied ? .nothing : isUnclear ? .ambiguous : .failed
    }
    Issue.record("the run does not end: \(last?.error?.message ?? "")")
    return []
  }
}
