package import CloseAPI
public import Journal

/// Something that happened in a run, for those who watch it.
public enum RunEvent: Sendable {
  /// How much a line of a script's log matters.
  public enum Level: String, Sendable { case debug, info, warning, error }

  /// The run exists in the journal.
  case started(RunRecord)
  /// An operation has ended, one way or the other.
  case operation(OperationRecord)
  /// The script printed a line.
  case print(String)
  /// The script printed rows under columns, for people or as CSV.
  case table(columns: [String], rows: [[String]])
  /// The script logged a line, or the program warns.
  case log(Level, String)
  /// An item of a batch failed, and the others go on.
  case itemFailed(ItemFailure)
  /// It is known how much is going to be sent.
  case forecast(RunForecast)
  /// The run has ended.
  case finished(RunSummary)
}

/// An item of a batch that failed.
public struct ItemFailure: Sendable, Equatable {
  /// Its place in the batch, from 1.
  public var index: Int
  /// What the item is called: its key, or where it came from, as `people.csv row 14`.
  public var name: String
  /// The kind of the error, as `err.kind` in scripts.
  public var kind: String
  /// The error, in words.
  public var message: String
  /// Where the script was, as `onboard.lua:14`.
  public var place: String?

  /// Makes a failure.
  public init(index: Int, name: String, kind: String, message: String, place: String?) {
    (self.index, self.name, self.kind, self.message, self.place) =
      (index, name, kind, message, place)
  }
}

/// What was counted so far in a run.
public struct RunTally: Sendable, Equatable {
  /// Permissions that this run made.
  public var granted = 0
  /// Grants that were so before.
  public var alreadyGranted = 0
  /// Permissions that this run took back.
  public var revoked = 0
  /// Revocations of what was not there.
  public var nothingToRevoke = 0
  /// Changes whose answer came from an earlier attempt.
  public var replayed = 0
  /// Items of batches that failed.
  public var failedItems = 0
  /// Changes whose outcome nobody knows.
  public var ambiguous = 0
  /// Items of batches that have ended, well or badly.
  public var endedItems = 0
  /// Items of batches, as far as their number is known.
  public var knownItems = 0

  /// Counts nothing yet.
  public init() {}
}

/// The counts of a run together with its requests.
public struct RunProgress: Sendable, Equatable {
  /// What was counted.
  public var tally: RunTally
  /// Requests sent, those that were answered 429 among them.
  public var requests: Int
  /// Answers with status 429.
  public var throttled: Int
  /// How long the requests that wait for the rate limit still have to wait; nil: none waits.
  public var waitingForLimit: Duration?
  /// Whether so many requests have failed that no more is sent again.
  public var isRetryBudgetSpent: Bool
  /// The least time that the items still to come take, if they need as many requests each as those
  /// before; nil while that is unknown.
  public var remaining: Duration?
  /// From the first request to the last answer.
  public var requesting = Duration.zero
  /// The least time in which anybody could have had these answers; nil while the kind of the limit is
  /// unknown.
  public var leastTime: Duration?
  /// The part of the limit that may be used.
  public var share = 1.0
  /// Limits that are stricter than the server's headers say, in words.
  public var stricterLimits: [String] = []

  /// Puts counts together.
  public init(
    tally: RunTally, requests: Int, throttled: Int, waitingForLimit: Duration?,
    isRetryBudgetSpent: Bool = false, remaining: Duration? = nil, requesting: Duration = .zero,
    leastTime: Duration? = nil, share: Double = 1, stricterLimits: [String] = []
  ) {
    (self.tally, self.requests, self.throttled) = (tally, requests, throttled)
    (self.waitingForLimit, self.isRetryBudgetSpent) = (waitingForLimit, isRetryBudgetSpent)
    (self.remaining, self.requesting) = (remaining, requesting)
    (self.leastTime, self.share, self.stricterLimits) = (leastTime, share, stricterLimits)
  }
}

/// How a run ended.
public struct RunSummary: Sendable, Equatable {
  /// The run's id.
  public var run: String
  /// How it ended.
  public var state: RunState
  /// The counts.
  public var progress: RunProgress
  /// Wall-clock time.
  public var duration: Duration

  /// The summary as JSON with the words that people read.
  package var json: JSONValue {
    let tally = progress.tally
    return .object([
      ("run", .string(run)), ("state", .string(state.rawValue)),
      ("granted", .integer(Int64(tally.granted))),
      ("already_there", .integer(Int64(tally.alreadyGranted))),
      ("revoked", .integer(Int64(tally.revoked))),
      ("nothing_to_revoke", .integer(Int64(tally.nothingToRevoke))),
      ("replayed", .integer(Int64(tally.replayed))),
      ("failed", .integer(Int64(tally.failedItems))),
      ("ambiguous", .integer(Int64(tally.ambiguous))),
      ("requests", .integer(Int64(progress.requests))),
      ("throttled", .integer(Int64(progress.throttled))),
      ("seconds", .number(duration.inSeconds)),
      ("request_seconds", .number(progress.requesting.inSeconds)),
      ("lower_bound_seconds", progress.leastTime.map { .number($0.inSeconds) } ?? .null),
      ("share", .number(progress.share)),
      ("stricter_limits", .array(progress.stricterLimits.map(JSONValue.string))),
    ])
  }
}

extension Duration {
  /// The duration in seconds, to the millisecond.
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    return Double(milliseconds) / 1000
  }
}
