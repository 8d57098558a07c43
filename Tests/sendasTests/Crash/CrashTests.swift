import Emulator
import Foundation
import Testing

/// The built program, killed in the middle of 500 changes while the emulator misbehaves.
struct CrashTests {
  private static let isLong = ProcessInfo.processInfo.environment["SENDAS_LONG_TESTS"] != nil
  private static let steps = [
    "beforeIntent", "afterIntent", "afterAnswer", "afterOutcome", "beforeEnd",
  ]
  /// More than the requests of a run.
  private static let mostPasses = 120

  /// What every killed run must come to: each change made once, none that was not wanted.
  private func expectTruth(_ office: CrashOffice, _ kills: [String]) async throws {
    let intended = office.script.intended
    let changes = office.changes
    let wrong = Set(intended.keys).union(changes.keys)
      .filter { intended[$0, default: 0] != changes[$0, default: 0] }
      .map {
        "\($0.lender) -> \($0.borrower): \(changes[$0, default: 0]), not \(intended[$0, default: 0])"
      }
    #expect(wrong.sorted() == [], "killed at \(kills)")
    #expect(try await !office.openOperations())
  }

  @Test func `the script makes 500 changes`() {
    #expect(CrashScript().intended.values.reduce(0, +) == 500)
  }

  @Test func `a run killed at random moments, again and again, makes every change once`()
    async throws
  {
    let wanted = Self.isLong ? 300 : 20
    var kills = 0
    var seed: UInt64 = 0
    while kills < wanted {
      seed += 1
      var random = SplitMix64(seed: seed)
      var asked: [String] = []
      try await CrashOffice.use(seed: seed) { office in
        kills += try await office.runToItsEnd {
          // Not for ever: each attempt gets less done where little is left.
          guard asked.count < 10 else { return nil }
          let kill = Self.kill(&random)
          asked.append("\(kill)")
          return kill
        }
        try await expectTruth(office, ["seed \(seed)"] + asked)
      }
    }
  }

  private static func kill(_ random: inout SplitMix64) -> CrashOffice.Kill {
    if Bool.random(using: &random) {
      let delay = Duration.microseconds(Int.random(in: 0...4, using: &random) * 700)
      return .change(Int.random(in: 1...200, using: &random), after: delay)
    }
    let step = steps.dropLast().randomElement(using: &random) ?? steps[0]
    return .step(step, Int.random(in: 1...40, using: &random))
  }

  @Test(arguments: steps)
  func `a run killed at a step of its journal makes every change once`(_ step: String) async throws
  {
    // In the short test once in the middle; in the long one each time that it comes there.
    let passes = step == "beforeEnd" ? 1...1 : Self.isLong ? 1...Self.mostPasses : 7...7
    for pass in passes {
      var isReached = false
      try await CrashOffice.use(seed: UInt64(pass)) { office in
        var kill: CrashOffice.Kill? = .step(step, pass)
        isReached =
          try await office.runToItsEnd {
            defer { kill = nil }
            return kill
          } > 0
        try await expectTruth(office, ["\(step):\(pass)"])
      }
      if !isReached {
        #expect(pass > 7, "a run comes to each step more often")
        break
      }
    }
  }
}
