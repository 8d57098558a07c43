import Foundation
import Journal

/// 2026-11-23 14:42:39.123 UTC.
let moment = Date(timeIntervalSince1970: 1_795_444_959.123)

extension RunRecord {
  static func make(
    id: String = "20261123-144239-7f3k", command: String = "run",
    scriptPath: String? = "onboard.lua"
  ) -> RunRecord {
    RunRecord(
      id: id, command: command, scriptPath: scriptPath, scriptText: "sendas.me()",
      arguments: ["people.csv", "--team", "Sales \"EU\""], workingFolder: "/home/ann",
      startedBy: "ann@desk", organizationID: "orga_1", organizationName: "Acme",
      baseURL: "https://api.close.com/api/v1", identity: "ann@acme.test", startedAt: moment)
  }
}

extension OperationRecord {
  static func make(
    run: String = "20261123-144239-7f3k", kind: String = "grant",
    arguments: String = #"{"allowed_user_id":"user_bob"}"#, taskKey: String = "",
    state: OperationState = .intent
  ) -> OperationRecord {
    OperationRecord(
      run: run, identity: "user_ann", kind: kind, arguments: arguments, taskKey: taskKey,
      place: "onboard.lua:14", state: state, startedAt: moment)
  }
}

extension RunJournal {
  /// A journal in memory in which the run of `RunRecord.make()` has begun.
  static func withOneRun() async throws -> RunJournal {
    let journal = try RunJournal.inMemory()
    try await journal.begin(.make())
    return journal
  }

  /// Writes operations that are already over.
  func record(_ operations: [OperationRecord]) async throws {
    _ = try await intend([], recording: operations)
  }
}
