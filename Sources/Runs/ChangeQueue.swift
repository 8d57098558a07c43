import CloseAPI
import Foundation

/// The changes of one identity, in order: which request leaves next, and what each caller is told.
///
/// A pure state machine; the engine performs what `next` returns and reports back. At most one write
/// of an identity is in flight. Changes that gather meanwhile leave together as one bulk request when
/// 100 are there or nothing in the run can add more. A change to a pair that is already gathered
/// waits for the next request, so nothing is collapsed; an explicit `bulk` waits for what came before
/// it and holds back what comes after.
struct ChangeQueue: Sendable {
  /// The most changes in one bulk request, unless another number is asked for.
  ///
  /// Close names no limit; see `close-api.md` section 8, row 20.
  static let usualSize = 100

  /// How often a request whose result is unknown is sent again after reading back.
  static let mostResends = 2

  /// The waits before a change that cannot be seen is looked for again, 1 s and 3 s after the first
  /// look: lists were seen to lag behind (`close-api.md` section 2).
  static let waitsToLookAgain: [Duration] = [.seconds(1), .seconds(2)]

  /// Whose changes these are, as messages call them.
  let person: String
  /// The most changes in one request.
  let size: Int

  var items: [Item] = []
  /// What was looked at since the book or the items have changed.
  var seen = Seen()
  /// What was refused or unknown and now leaves in other parts, before anything else.
  var parts: [Request] = []
  var phase = Phase.idle
  /// Why nothing more of this identity is sent.
  var refusal: CloseError?
  /// The identity's associations by allowed person, once listed, and up to date ever since.
  var book: [UserID: Association]?
  /// What was written not long ago, because lists may lag behind it.
  var own = OwnWrites()
  /// Of whom the book may be wrong: their changes are sent, whatever it says.
  var doubtful: Set<UserID> = []
  /// Counts requests that left and answers that came, so that a listing can tell whether a write
  /// has overtaken it.
  private(set) var writes = 0

  /// The changes at the front that are known to wait for a request.
  struct Seen {
    var count = 0
    var people: Set<UserID> = []
    /// Whether a bulk or a sync stands behind them.
    var isClosed = false
  }

  /// What is asked for as a bulk leaves as one, also where other changes leave one by one.
  private var bulkSize: Int { size == 1 ? Self.usualSize : size }

  init(person: String = "this person", size: Int = usualSize) {
    (self.person, self.size) = (person, max(1, size))
  }

  /// Whether there is nothing to wait for: a list that was asked for nobody's change any more is not
  /// awaited, because reading changes nothing.
  var isEmpty: Bool {
    items.isEmpty && parts.isEmpty && (phase == .idle || phase == .loading)
  }

  /// What stands and can be told to anybody; nil while something is about to change it.
  var standing: Standing? {
    guard let book, phase == .idle, items.isEmpty, parts.isEmpty, refusal == nil else { return nil }
    return Standing(book: book, doubtful: doubtful)
  }

  /// Whether changes wait for more to leave with them.
  var hasGathered: Bool { phase == .idle && book != nil && refusal == nil && !items.isEmpty }

  // MARK: Coming in

  mutating func add(_ change: Change) { items.append(.change(change)) }

  mutating func add(_ bulk: BulkChange, id: Int) {
    items.append(.explicit(Explicit(id: id, bulk.allowed, bulk.disallowed, size: bulkSize)))
  }

  mutating func add(_ sync: Sync) { items.append(.sync(sync)) }

  /// Takes back a change that has not left.
  ///
  /// False: it is under way, or was answered.
  mutating func withdraw(_ id: Int) -> Bool {
    let place = items.firstIndex { item in
      switch item {
      case .change(let change): change.id == id
      case .explicit(let explicit): explicit.id == id && !explicit.hasLeft
      case .sync(let sync): sync.id == id
      }
    }
    if let place {
      items.remove(at: place)
      seen = Seen()
      return true
    }
    // A refused request that waits to be sent in parts.
    for (index, part) in parts.enumerated() where part.changes.contains(where: { $0.id == id }) {
      let rest = part.changes.filter { $0.id != id }
      parts.remove(at: index)
      if !rest.isEmpty { parts.insert(part.narrowed(to: rest), at: index) }
      return true
    }
    return false
  }

  /// Takes a listing over that was made beside the changes, unless a write has overtaken it.
  ///
  /// - Parameters:
  ///   - associations: What was listed.
  ///   - writes: How many writes there were when it was asked for.
  ///   - date: When it was asked for.
  mutating func refresh(_ associations: [Association], since writes: Int, at date: Date) {
    guard phase == .idle, writes == self.writes, parts.isEmpty else { return }
    take(listing: associations, at: date)
  }

  /// The people of the bulk that is under way or next; for a sync, of everybody who is listed.
  var explicitPeople: [UserID]? {
    guard case .explicit(let explicit)? = items.first, explicit.hasLeft else { return nil }
    let named = explicit.allowed + explicit.disallowed
    return named + (explicit.unchanged ?? [])
  }

  // MARK: Going out

  /// What to do now.
  ///
  /// - Parameters:
  ///   - still: Nothing else of the run can add a change before an answer comes.
  ///   - budget: Counts what leaves.
  /// - Returns: What the engine has to do, in order.
  mutating func next(still: Bool, budget: inout ChangeBudget) -> [Action] {
    guard phase == .idle, !items.isEmpty || !parts.isEmpty else { return [] }
    if let refusal { return settleAll(refusal) }
    guard book != nil else {
      phase = .loading
      return [.load]
    }
    if !parts.isEmpty { return [send(parts.removeFirst())] }
    switch items[0] {
    case .change: return gather(still: still, &budget)
    case .explicit(let explicit): return send(explicit, still: still, &budget)
    case .sync(let sync): return begin(sync, still: still, &budget)
    }
  }

  private mutating func send(
    _ explicit: Explicit, still: Bool, _ budget: inout ChangeBudget
  ) -> [Action] {
    var explicit = explicit
    if !explicit.hasLeft {
      let book = book ?? [:]
      let granting = explicit.allowed.count { book[$0] == nil }
      let revoking = explicit.disallowed.count { book[$0] != nil }
      if let refusal = budget.take(granting: granting, revoking: revoking) {
        return drop(.refused(refusal), explicit.id, still: still, &budget)
      }
    }
    explicit.hasLeft = true
    items[0] = .explicit(explicit)
    return [send(explicit.request)]
  }

  /// Answers the first item without a request and goes on.
  private mutating func drop(
    _ settlement: Settlement, _ id: Int, still: Bool, _ budget: inout ChangeBudget
  ) -> [Action] {
    items.removeFirst()
    seen = Seen()
    return [.settle(id, settlement)] + next(still: still, budget: &budget)
  }

  /// A sync is the bulk that makes the difference.
  private mutating func begin(
    _ sync: Sync, still: Bool, _ budget: inout ChangeBudget
  ) -> [Action] {
    let book = book ?? [:]
    let wanted = Set(sync.users)
    let missing = sync.users.filter { book[$0] == nil || doubtful.contains($0) }
    let surplus =
      sync.prunes ? doubtful.union(book.keys).filter { !wanted.contains($0) }.sorted() : []
    let unchanged = sync.users.filter { book[$0] != nil && !doubtful.contains($0) }
    if missing.isEmpty, surplus.isEmpty {
      let answer = Settlement.synced(granted: [], revoked: [], unchanged: unchanged)
      return drop(answer, sync.id, still: still, &budget)
    }
    if let kept = surplus.first(where: sync.keeps.contains) {
      let refusal = RunError(
        .refused,
        "this would take back the permission of \(kept), who is protected by the configuration; nothing"
          + " of it was sent. Name them among the users, or lift it with --allow-protected")
      return drop(.refused(refusal), sync.id, still: still, &budget)
    }
    if let refusal = budget.refusal(
      ofRevoking: surplus.count { book[$0] != nil }, of: book.count, allowing: person)
    {
      return drop(.refused(refusal), sync.id, still: still, &budget)
    }
    let explicit = Explicit(id: sync.id, missing, surplus, size: bulkSize, unchanged: unchanged)
    items[0] = .explicit(explicit)
    return send(explicit, still: still, &budget)
  }

  /// Answers what is already so, and sends the rest if it may leave.
  private mutating func gather(still: Bool, _ budget: inout ChangeBudget) -> [Action] {
    var actions = look()
    guard still || seen.people.count >= size || seen.isClosed else { return actions }
    var leaving: [Change] = []
    var staying: [Item] = []
    var people: Set<UserID> = []
    for (index, item) in items.enumerated() {
      guard index < seen.count, case .change(let change) = item else {
        staying.append(item)
        continue
      }
      guard people.insert(change.user).inserted, leaving.count < size else {
        staying.append(item)
        continue
      }
      let isGrant = change.wish == .grant
      if let refusal = budget.take(granting: isGrant ? 1 : 0, revoking: isGrant ? 0 : 1) {
        actions.append(.settle(change.id, .refused(refusal)))
      } else {
        leaving.append(change)
      }
    }
    items = staying
    seen = Seen()
    if leaving.isEmpty {
      return items.isEmpty ? actions : actions + next(still: still, budget: &budget)
    }
    return actions + [send(Request(leaving))]
  }

  /// Looks at what has come since the last time, so that 10,000 changes that gather one by one are
  /// not gone through 10,000 times.
  private mutating func look() -> [Action] {
    var actions: [Action] = []
    while seen.count < items.count, !seen.isClosed {
      guard case .change(let change) = items[seen.count] else {
        seen.isClosed = true
        break
      }
      // A pair that waits for its turn is not judged yet: an earlier change to it may still leave.
      if !seen.people.contains(change.user), let answer = alreadySo(change) {
        actions.append(.settle(change.id, answer))
        items.remove(at: seen.count)
      } else {
        seen.people.insert(change.user)
        seen.count += 1
      }
    }
    return actions
  }

  private mutating func send(_ request: Request) -> Action {
    phase = .sending
    writes += 1
    return .send(request)
  }

  private func alreadySo(_ change: Change) -> Settlement? {
    Standing(book: book ?? [:], doubtful: doubtful).settlement(of: change.wish, change.user)
  }

  /// Notes that an answer has come, or that none will.
  mutating func landed() {
    phase = .idle
    writes += 1
    seen = Seen()
  }

  /// Takes over what a write was answered: it is what holds.
  mutating func take(answer associations: [Association]) {
    seen = Seen()
    book = Self.byPerson(associations)
    doubtful = []
  }

  /// Takes over what was listed, as far as nothing newer is known.
  mutating func take(listing associations: [Association], at date: Date) {
    seen = Seen()
    (book, doubtful) = own.corrected(Self.byPerson(associations), at: date)
  }

  private static func byPerson(_ associations: [Association]) -> [UserID: Association] {
    Dictionary(associations.map { ($0.allowedUserID, $0) }) { _, latest in latest }
  }
}
