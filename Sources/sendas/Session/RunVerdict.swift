import Journal
import Lua
import Runs
import Scripting

/// How a run of a script has ended: what the journal is told, and the status of the program.
struct RunVerdict: Equatable {
  let state: RunState
  let status: Int32

  /// Ended at its deadline, or with its budget for repeats spent; the run can be resumed.
  private static let unfinished: Int32 = 6

  /// If several apply: the signal, 124, 74, 6, 7, the error's own, 3.
  ///
  /// - Parameters:
  ///   - error: What stopped the script, if anything did.
  ///   - stop: Whether it was told to end, and why.
  ///   - progress: What was counted.
  init(_ error: LuaError?, _ stop: RunStop, _ progress: RunProgress) {
    let tally = progress.tally
    let cause = stop.cause
    if case .signal(let number)? = cause {
      (state, status) = (.interrupted, ExitStatus.interrupted(by: number))
      return
    }
    var verdict = ExitStatus.done
    if tally.failedItems > 0 { verdict = .itemsFailed }
    if let error { verdict = ExitStatus(error) }
    let isPressing = (verdict == .limit && !stop.wasForced) || verdict == .cannotWrite
    if cause == .deadline, !isPressing {
      (state, status) = (.interrupted, Self.unfinished)
      return
    }
    let isServerDown = error.map { ExitStatus($0) == .noAnswer } ?? false
    if progress.isRetryBudgetSpent, isServerDown || tally.failedItems > 0, !isPressing {
      (state, status) = (.interrupted, Self.unfinished)
      return
    }
    if cause == .limit, !isPressing { verdict = .refused }
    if tally.ambiguous > 0, !isPressing { verdict = .ambiguous }
    let hasFailed = error != nil || cause == .limit
    (state, status) = (hasFailed ? .failed : .done, verdict.rawValue)
  }
}
