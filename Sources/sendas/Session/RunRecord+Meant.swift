import Journal
import Runs

extension RunRecord {
  /// Whether it was to make a plan's changes, and was refused: by a rule, or by the person who was
  /// asked and has said no or pressed Ctrl-C.
  ///
  /// One that a signal has ended later is `interrupted`, not `failed`.
  var isPlanRefused: Bool {
    guard ["apply", "undo"].contains(command), let exitStatus else { return false }
    return exitStatus == Int(ExitStatus.refused.rawValue) || (state == .failed && exitStatus > 128)
  }

  /// Whether it has changed anything, or may have.
  func hasChanged(in journal: RunJournal) async throws -> Bool {
    let (plan, left) = Plan.undoing(try await journal.operations(of: id))
    return plan.count > 0 || !left.isEmpty
  }
}

extension RunJournal {
  /// The run that somebody means who wants to go on with it or take it back.
  ///
  /// `last` is neither a command that only looks, nor an `apply` or `undo` to which somebody has said
  /// no: neither is the last thing that was done.
  func doing(_ words: String) async throws -> RunRecord {
    let record = try await run(matching: words)
    guard words == "last" else { return record }
    for candidate in try await runs(limit: 100) where !Self.looking.contains(candidate.command) {
      guard candidate.isPlanRefused else { return candidate }
      if try await candidate.hasChanged(in: self) { return candidate }
    }
    return record
  }

  private static let looking = ["me", "list", "get"]
}
