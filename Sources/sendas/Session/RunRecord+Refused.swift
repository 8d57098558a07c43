import Journal
import Runs

extension RunRecord {
  /// Whether it was to make a plan's changes, and was refused: by the person who was asked, or by a
  /// rule.
  var isPlanRefused: Bool {
    ["apply", "undo"].contains(command) && exitStatus == Int(ExitStatus.refused.rawValue)
  }

  /// Whether it has changed anything, or may have.
  func hasChanged(in journal: RunJournal) async throws -> Bool {
    let (plan, left) = Plan.undoing(try await journal.operations(of: id))
    return plan.count > 0 || !left.isEmpty
  }
}
