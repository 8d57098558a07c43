extension RunsBench {
  /// The journal's part of the processor time, and what a run costs whose changes are all in it.
  static func journal() async throws -> [Figure] {
    let (lenders, borrowers) = (200, 100)
    return try await EmulatorProcess.use(lenders: lenders, borrowers: borrowers) { office in
      try office.write("users.find('x')", to: "empty.lua")
      try office.write(
        GrantsScript(lenders: lenders, borrowers: borrowers).source, to: "grants.lua")
      let empty = try await office.trial("empty.lua", journal: "empty.sqlite")
      let run = try await office.trial("grants.lua", journal: "run.sqlite")
      let resumed = try await office.trial("grants.lua", journal: "run.sqlite", attempt: 2)
      let count = lenders * borrowers
      return [
        Figure(
          what: "\(count) unpaced grants, processor time of the journal",
          against: "of the run", value: 100 * run.journal / run.processor, bound: 15, unit: "%"),
        Figure(
          what: "resuming it, processor time per change from the journal",
          against: "of the run",
          value: (resumed.processor - empty.processor) / (run.processor - empty.processor),
          bound: 0.2),
      ]
    }
  }
}
