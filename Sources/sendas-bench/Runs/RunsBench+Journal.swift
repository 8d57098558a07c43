extension RunsBench {
  /// The journal's part of the processor time, and what a run costs whose changes are all in it.
  static func journal() async throws -> [Figure] {
    let (lenders, borrowers) = (200, 100)
    var trials: [JournalTrial] = []
    for _ in 0..<rounds {
      try await trials.append(
        EmulatorProcess.use(lenders: lenders, borrowers: borrowers) { office in
          try office.write("users.find('x')", to: "empty.lua")
          _ = try office.grants(lenders, borrowers)
          let empty = try await office.trial("empty.lua", journal: "empty.sqlite")
          let run = try await office.trial("grants.lua", journal: "run.sqlite")
          let resumed = try await office.trial(
            "grants.lua", journal: "run.sqlite", attempt: 2)
          return JournalTrial(
            empty: empty.processor, run: run.processor, journal: run.journal,
            resumed: resumed.processor)
        })
    }
    return [
      Figure(
        what: "\(lenders * borrowers) unpaced grants, processor time of the journal",
        against: "of the run", value: 100 * median(of: trials.map(\.journalShare)), bound: 15,
        unit: "%"),
      Figure(
        what: "resuming it, processor time per change from the journal", against: "of the run",
        value: median(of: trials.map(\.resumedShare)), bound: 0.2),
    ]
  }

  /// The same script takes a third more of the processor in one minute than in the next, so what is
  /// compared was measured within seconds, and often.
  private static let rounds = 15

  private static func median(of shares: [Double]) -> Double {
    shares.sorted()[shares.count / 2]
  }
}

/// Seconds of the processor, of one round.
private struct JournalTrial {
  let empty: Double
  let run: Double
  /// Of which for the journal.
  let journal: Double
  let resumed: Double

  var journalShare: Double { journal / run }

  /// Without what a program takes that changes nothing.
  var resumedShare: Double { (resumed - empty) / (run - empty) }
}
