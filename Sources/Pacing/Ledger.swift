/// The accounts of one server-side bucket, as far as answers prove them.
///
/// A pure machine in virtual time: `now`, in seconds, is given with every call and never goes back.
/// Four rules hold for every server, whether it counts in windows, with a sliding log, or with
/// tokens; the reference page on pacing derives them.
///
/// 1. Nothing is known: send one request, then spend at once all that its answer proves.
/// 2. What is left is the least `remaining` of the answers that could be the newest, minus the own
///    requests that no answer has accounted for.
/// 3. `reset` announces an event at the server. It is over for sure at the earliest of all
///    (arrival of the answer + `reset`); only then is it relied on.
/// 4. After the event an unclassified bucket has at least one more request. Exactly one is sent; its
///    answer opens the new epoch and tells what kind of bucket it is.
struct Ledger: Sendable {
  /// How a bucket refills.
  enum Kind: Sendable {
    case unknown
    /// All at once, at the end of a window.
    case window
    /// Each request is free again one window after it was counted.
    case log
    /// Little by little.
    case tokens
  }

  struct InFlight: Sendable {
    var sent: Double
    /// How many events had passed when it was sent.
    var epoch: Int
  }

  /// A request that is over without an answer that says what is left in this bucket.
  struct Untold: Sendable {
    var sent: Double
    var epoch: Int
    var over: Double
  }

  /// An answer about this bucket, and the interval in which its event lies, in time of sending.
  struct Snapshot: Sendable {
    var sent: Double
    var received: Double
    var remaining: Int
    var eventFrom: Double
    var eventBy: Double
  }

  /// An answer of a token bucket, and when the token it announced has surely come.
  struct TokenSnapshot: Sendable {
    var sent: Double
    var remaining: Int
    var nextToken: Double
  }

  /// Keeps clear of clocks and headers that are rounded to milliseconds.
  static let tick = 0.001

  /// The part of a window that we take; the rest is left to the account's other programs.
  let share: Double

  /// Never send before an event is over for sure, whatever the network does.
  let isStrict: Bool

  var limit: Int?
  var kind = Kind.unknown
  var inFlight: [Ticket: InFlight] = [:]
  var shortestTrip = Double.infinity
  var longestTrip = 0.0
  /// Own requests that the server counted or may have counted, those among them whose answer never
  /// came, and how many answers there ever were.
  var log = SlidingLog()
  var lostLog = SlidingLog()
  var counted = 0

  // The newest epoch.
  var epoch = 0
  var snapshots: [Snapshot] = []
  var remaining = 0
  var newestSent = 0.0
  var untold: [Untold] = []
  var ownInEpoch = 0
  /// The event's interval, from all answers of the epoch: after the first, surely by the second.
  var eventFrom = -Double.infinity
  var eventBy = Double.infinity
  /// The earliest of the snapshots' own lower ends; with the latest it shows how much the way to the
  /// server varies.
  var earliestEventFrom = Double.infinity
  /// The latest of the snapshots' own upper ends: what holds if they announced different events.
  var eventByLatest = Double.infinity
  /// The event is over, and no answer from beyond it has arrived.
  var isEventOver = false
  var mayProbe = false

  // The epoch before, for telling its late answers from early ones of this epoch.
  var lastEventBy = -Double.infinity
  var lastEventByLatest = -Double.infinity
  var lastRemaining = 0
  var lastNewestSent = 0.0

  // What the kinds need.
  var longestReset = 0.0
  var slack = 0.0
  var restored = 0
  var poorEvents = 0
  var logWindow = 0.0
  var foreign = 0
  var foreignUntil = -Double.infinity
  var tokens: [TokenSnapshot] = []
  var tokenRate = 0.001
  var baseline: (time: Double, remaining: Int, counted: Int) = (0, 0, 0)

  // What other buckets' answers tell, when they say that more is allowed, and answers that tell
  // nothing.
  var floor = ProvenFloor()
  var probeHint: Double?
  /// The window of sibling buckets, where this one has not told its own.
  var siblingWindow: Double?
  var silentAnswers = 0
  var headerless: HeaderlessBudget

  // For the forecast and the score.
  /// Requests sent, without those that never left.
  var sentCount = 0
  /// What the first answer said: what was left when it was counted, when the event is at the soonest,
  /// and how many requests had been sent before those that this says something of.
  var first: (left: Int, eventFrom: Double, before: Int)?
  /// How the bucket refilled in an earlier run, by its limit.
  var remembered: LearnedLimit?

  // Others who use the bucket.
  var competing = CompetingUse()
  /// Own requests that were on their way when the epoch began, and may count in it.
  var carried = 0
  /// Callers who wait for this bucket now.
  var waiting = 0

  // Refusals.
  var blockedUntil = -Double.infinity
  var unexplainedRefusals = 0
  /// At most so many in flight, growing by one per answer, after an unexplained refusal or silence.
  var ceiling: Int?

  /// Makes an empty ledger that takes `share` of each window; `keys` scales what is dared when the
  /// server says nothing.
  init(share: Double, keys: Int = 1, isStrict: Bool = false) {
    self.share = share
    self.isStrict = isStrict
    headerless = HeaderlessBudget(keys: keys, share: share)
  }

  /// Notes that a request leaves now.
  mutating func sent(_ ticket: Ticket, at now: Double) {
    if limit != nil, mayProbe, available - reserve(of: available) < 1 { mayProbe = false }
    inFlight[ticket] = InFlight(sent: now, epoch: epoch)
    ownInEpoch += 1
    sentCount += 1
  }

  /// Stays away until `time` at least.
  mutating func block(until time: Double) {
    blockedUntil = max(blockedUntil, time)
  }

  /// Forgets what answers said, because they were about another bucket.
  mutating func forgetReadings() {
    var empty = Ledger(share: share, isStrict: isStrict)
    empty.headerless = headerless
    empty.inFlight = inFlight
    empty.shortestTrip = shortestTrip
    empty.longestTrip = longestTrip
    empty.log = log
    empty.lostLog = lostLog
    empty.counted = counted
    empty.sentCount = sentCount
    empty.remembered = remembered
    empty.blockedUntil = blockedUntil
    empty.unexplainedRefusals = unexplainedRefusals
    empty.ceiling = ceiling
    empty.waiting = waiting
    self = empty
  }
}
