import CloseAPI

/// The changes of one identity, in order: which request leaves next, and what each caller is told.
///
/// A pure state machine; the engine performs what `next` returns and reports back. At most one write
/// of an identity is in flight. Changes that gather meanwhile leave together as one bulk request when
/// 100 are there or nothing in the run can add more. A change to a pair that is already gathered
/// waits for the next request, so nothing is collapsed; an explicit `bulk` waits for what came before
/// it and holds back what comes after.
struct ChangeQueue: Sendable {
  /// The most changes in one bulk request.
  ///
  /// Close names no limit; see `close-api.md` section 8, row 20.
  static let largestBulk = 100

  /// How often a request whose result is unknown is sent again after reading back.
  static let mostResends = 2

  /// The most changes that leave together.
  private let mostTogether: Int

  var items: [Item] = []
  /// What was refused or unknown and now leaves in other parts, before anything else.
  var parts: [Request] = []
  var phase = Phase.idle
  /// Why nothing more of this identity is sent.
  var refusal: CloseError?
  /// The identity's associations by allowed person, once listed, and up to date ever since.
  var book: [UserID: Association]?
  /// Counts requests that left and answers that came, so that a listing can tell whether a write
  /// has overtaken it.
  private(set) var writes = 0

  /// Makes a queue; with `coalesces` false every change leaves alone.
  init(coalesces: Bool = true) { mostTogether = coalesces ? Self.largestBulk : 1 }

  var isEmpty: Bool { items.isEmpty && parts.isEmpty && phase == .idle }

  // MARK: Coming in

  mutating func add(_ change: Change) { items.append(.change(change)) }

  mutating func add(_ bulk: BulkChange, id: Int) {
    items.append(.explicit(Explicit(id: id, bulk)))
  }

  /// Takes back a change that has not left.
  ///
  /// False: it is under way, or was answered.
  mutating func withdraw(_ id: Int) -> Bool {
    let place = items.firstIndex { item in
      switch item {
      case .change(let change): change.id == id
      case .explicit(let explicit): explicit.id == id && !explicit.hasLeft
      }
    }
    if let place {
      items.remove(at: place)
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
  mutating func refresh(_ associations: [Association], since writes: Int) {
    guard phase == .idle, writes == self.writes, parts.isEmpty else { return }
    replaceBook(associations)
  }

  // MARK: Going out

  /// What to do now.
  ///
  /// `still`: nothing else of the run can add a change before an answer comes.
  mutating func next(still: Bool) -> [Action] {
    guard phase == .idle, !items.isEmpty || !parts.isEmpty else { return [] }
    if let refusal { return settleAll(refusal) }
    guard book != nil else {
      phase = .loading
      return [.load]
    }
    if !parts.isEmpty { return [send(parts.removeFirst())] }
    if case .explicit(var explicit) = items[0] {
      explicit.hasLeft = true
      items[0] = .explicit(explicit)
      return [send(explicit.request)]
    }
    return gather(still: still)
  }

  /// Answers what is already so, and sends the rest if it may leave.
  private mutating func gather(still: Bool) -> [Action] {
    var actions: [Action] = []
    var leaving: [Change] = []
    var staying: [Item] = []
    var seen: Set<UserID> = []
    var isClosed = false
    for item in items {
      guard !isClosed, case .change(let change) = item else {
        isClosed = true
        staying.append(item)
        continue
      }
      // A pair that waits for its turn is not judged yet: an earlier change to it may still leave.
      if !seen.contains(change.user), let answer = alreadySo(change) {
        actions.append(.settle(change.id, answer))
      } else if leaving.count < mostTogether, seen.insert(change.user).inserted {
        leaving.append(change)
      } else {
        seen.insert(change.user)
        staying.append(item)
      }
    }
    guard !leaving.isEmpty else {
      items = staying
      // Only an explicit bulk is left in front.
      return isClosed && !items.isEmpty ? actions + next(still: still) : actions
    }
    guard still || leaving.count == mostTogether || isClosed else {
      let settled = Set(actions.compactMap(\.settled))
      items.removeAll { $0.change.map { settled.contains($0.id) } ?? false }
      return actions
    }
    items = staying
    return actions + [send(Request(leaving))]
  }

  private mutating func send(_ request: Request) -> Action {
    phase = .sending
    writes += 1
    return .send(request)
  }

  private func alreadySo(_ change: Change) -> Settlement? {
    switch (change.wish, book?[change.user]) {
    case (.grant, let association?): .alreadyGranted(association)
    case (.revoke, nil): .nothingToRevoke
    default: nil
    }
  }

  /// Notes that an answer has come, or that none will.
  mutating func landed() {
    phase = .idle
    writes += 1
  }

  mutating func replaceBook(_ associations: [Association]) {
    book = Dictionary(associations.map { ($0.allowedUserID, $0) }) { _, latest in latest }
  }
}
