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

  /// What one caller wants.
  struct Change: Sendable, Equatable {
    enum Wish: Sendable, Equatable { case grant, revoke }
    var id: Int
    var user: UserID
    var wish: Wish
  }

  /// One request, and the callers that it answers.
  struct Request: Sendable, Equatable {
    enum Form: Sendable, Equatable { case create, delete, bulk }
    var changes: [Change]
    /// The caller of an explicit `bulk`; then `changes` is empty.
    var explicit: Int?
    var allowed: [UserID]
    var disallowed: [UserID]
    var form: Form
    var resends = 0

    var callers: [Int] { explicit.map { [$0] } ?? changes.map(\.id) }
  }

  /// What a caller is told.
  enum Settlement: Sendable {
    case granted(Association)
    case alreadyGranted(Association)
    case revoked
    case nothingToRevoke
    case replaced(by: [Association], granted: Int, revoked: Int)
    case failed(CloseError)
  }

  /// What the engine has to do.
  enum Action: Sendable {
    case settle(Int, Settlement)
    case load
    case send(Request)
    case readBack(Request, CloseError)
  }

  /// As much of an explicit `bulk` as one request carries.
  struct Part: Sendable {
    var allowed: [UserID]
    var disallowed: [UserID]
  }

  enum Item: Sendable {
    case change(Change)
    case explicit(id: Int, parts: [Part], granted: Int, revoked: Int)
  }

  enum Phase { case idle, loading, sending, readingBack }

  var items: [Item] = []
  /// What was refused as a whole and now leaves in smaller parts, before anything else.
  var parts: [Request] = []
  var phase = Phase.idle
  var refusal: CloseError?
  /// The identity's associations by allowed person, once listed, and up to date ever since.
  var book: [UserID: Association]?

  var isEmpty: Bool { items.isEmpty && parts.isEmpty && phase == .idle }

  // MARK: Coming in

  mutating func add(_ change: Change) { items.append(.change(change)) }

  mutating func add(_ bulk: BulkChange, id: Int) {
    items.append(.explicit(id: id, parts: Self.split(bulk), granted: 0, revoked: 0))
  }

  /// Takes back a change that has not left.
  ///
  /// False: it has left, or was answered.
  mutating func withdraw(_ id: Int) -> Bool {
    let place = items.firstIndex { item in
      switch item {
      case .change(let change): change.id == id
      case .explicit(let other, _, _, _): other == id && (phase == .idle || phase == .loading)
      }
    }
    guard let place else { return false }
    items.remove(at: place)
    return true
  }

  // MARK: Going out

  /// What to do now.
  ///
  /// `still`: nothing else of the run can add a change before an answer comes.
  mutating func next(still: Bool) -> [Action] {
    guard phase == .idle, !items.isEmpty || !parts.isEmpty else { return [] }
    if let refusal { return settleAll(.failed(refusal)) }
    guard book != nil else {
      phase = .loading
      return [.load]
    }
    if !parts.isEmpty { return [send(parts.removeFirst())] }
    if case .explicit(let id, let bulks, _, _) = items[0] {
      return [
        send(
          Request(
            changes: [], explicit: id, allowed: bulks[0].allowed, disallowed: bulks[0].disallowed,
            form: .bulk))
      ]
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
      } else if leaving.count < Self.largestBulk, seen.insert(change.user).inserted {
        leaving.append(change)
      } else {
        seen.insert(change.user)
        staying.append(item)
      }
    }
    let isFull = leaving.count == Self.largestBulk || isClosed
    guard !leaving.isEmpty else {
      items = staying
      // Only an explicit bulk is left in front.
      return isClosed && !items.isEmpty ? actions + next(still: still) : actions
    }
    guard still || isFull else {
      let settled = Set(actions.compactMap { if case .settle(let id, _) = $0 { id } else { nil } })
      items.removeAll {
        if case .change(let change) = $0 { settled.contains(change.id) } else { false }
      }
      return actions
    }
    items = staying
    return actions + [send(Self.request(for: leaving))]
  }

  private mutating func send(_ request: Request) -> Action {
    phase = .sending
    return .send(request)
  }

  private func alreadySo(_ change: Change) -> Settlement? {
    switch (change.wish, book?[change.user]) {
    case (.grant, let association?): .alreadyGranted(association)
    case (.revoke, nil): .nothingToRevoke
    default: nil
    }
  }

  /// One change leaves as create or delete, several as bulk.
  static func request(for changes: [Change], forceBulk: Bool = false) -> Request {
    let granted = changes.filter { $0.wish == .grant }.map(\.user)
    let revoked = changes.filter { $0.wish == .revoke }.map(\.user)
    let form: Request.Form =
      changes.count > 1 || forceBulk ? .bulk : granted.isEmpty ? .delete : .create
    return Request(
      changes: changes, explicit: nil, allowed: granted, disallowed: revoked, form: form)
  }

  private static func split(_ bulk: BulkChange) -> [Part] {
    var parts: [Part] = []
    for start in stride(from: 0, to: bulk.allowed.count, by: largestBulk) {
      let end = min(start + largestBulk, bulk.allowed.count)
      parts.append(Part(allowed: Array(bulk.allowed[start..<end]), disallowed: []))
    }
    for start in stride(from: 0, to: bulk.disallowed.count, by: largestBulk) {
      let end = min(start + largestBulk, bulk.disallowed.count)
      let slice = Array(bulk.disallowed[start..<end])
      if parts.count == 1, start == 0, parts[0].allowed.count + slice.count <= largestBulk {
        parts[0] = Part(allowed: parts[0].allowed, disallowed: slice)
      } else {
        parts.append(Part(allowed: [], disallowed: slice))
      }
    }
    return parts.isEmpty ? [Part(allowed: [], disallowed: [])] : parts
  }
}
