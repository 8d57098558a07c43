import CloseAPI
import Journal
import Runs

/// How many permissions a run has made and taken back, in all of its attempts together.
struct RunCounts: Equatable {
  private(set) var granted = 0
  private(set) var revoked = 0

  /// Of a run whose summary speaks of all that it did, the summary's; else counted in the journal: each
  /// attempt has a summary of its own, and one that was killed has none.
  ///
  /// - Throws: `JournalError`.
  init(_ run: RunRecord, in journal: RunJournal) async throws {
    if run.attempt == 1, let summary = run.summary.flatMap({ try? JSONValue(parsing: $0) }) {
      granted = Int(summary["granted"]?.integerValue ?? 0)
      revoked = Int(summary["revoked"]?.integerValue ?? 0)
      return
    }
    let counts = try await journal.changeCounts(of: run.id)
    for count in counts where count.state == .done {
      if count.kind == "grant" { granted += count.number }
      if count.kind == "revoke" { revoked += count.number }
    }
    // Those of many people say in their answers how many it were.
    let many = Set(counts.map(\.kind)).intersection(["bulk", "sync"])
    guard !many.isEmpty else { return }
    for change in try await journal.changes(of: run.id, kinds: many.sorted()) {
      let answer = change.answer
      granted += answer?["granted"]?.arrayValue?.count ?? 0
      revoked += answer?["revoked"]?.arrayValue?.count ?? 0
    }
  }
}
