extension RunsBench {
  /// The journal's part of the processor time, and what a run costs whose changes are all in it.
  static func journal() async throws -> [Figure] {
    let (lenders, borrowers) = (200, 100)
    var least = JournalTrial.most
    for _ in 0..<rounds {
      let trial = try await EmulatorProcess.use(lenders: lenders, borrowers: borrowers) { office in
        try office.write("users.find('x')", to: "empty.lua")
        _ = try office.grants(lenders, borrowers)
        let empty = try await office.trial("empty.lua", journal: "empty.sqlite")
        let run = try await office.trial("grants.lua", journal: "run.sqlite")
        let resumed = try await office.trial("grants.lua", journal: "run.sqlite", attempt: 2)
        return JournalTrial(
          empty: empty.processor, run: run.processor, journal: run.journal,
          resumed: resumed.processor)
      }
      least = least.smaller(trial)
    }
    return [
      Figure(
        what: "\(lenders * borrowers) unpaced grants, processor time of the journal",
        against: "of the run", value: 100 * least.journal / least.run, bound: 15, unit: "%"),
      Figure(
        what: "resuming it, processor time per change from the journal", against: "of the run",
        value: (least.resumed - least.empty) / (least.run - least.empty), bound: 0.2),
    ]
  }

  /// Of each the smallest: what else the machine does makes them only larger.
  private static let rounds = 5
}

/// Seconds of the processor.
private struct JournalTrial {
  let empty: Double
  let run: Double
  /// Of which for the journal.
  let journal: Double
  let resumed: Double

  static let most = JournalTrial(
    empty: .infinity, run: .infinity, journal: .infinity, resumed: .infinity)

  func smaller(_ other: JournalTrial) -> JournalTrial {
    JournalTrial(
      empty: min(empty, other.empty), run: min(run, other.run),
      journal: min(journal, other.journal), resumed: min(resumed, other.resumed))
  }
}
