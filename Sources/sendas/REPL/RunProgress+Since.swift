import Runs

extension RunProgress {
  /// What was counted since then: of one line of a session, and not of all of them.
  func since(_ earlier: RunProgress) -> RunProgress {
    var counts = self
    counts.requests -= earlier.requests
    counts.throttled -= earlier.throttled
    counts.tally.granted -= earlier.tally.granted
    counts.tally.alreadyGranted -= earlier.tally.alreadyGranted
    counts.tally.revoked -= earlier.tally.revoked
    counts.tally.nothingToRevoke -= earlier.tally.nothingToRevoke
    counts.tally.failedItems -= earlier.tally.failedItems
    counts.tally.endedItems -= earlier.tally.endedItems
    counts.tally.knownItems -= earlier.tally.knownItems
    return counts
  }
}
