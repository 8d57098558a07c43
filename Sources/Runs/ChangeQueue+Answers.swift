import CloseAPI
import Foundation

// What the queue makes of answers, and of requests whose result is unknown.
extension ChangeQueue {
  /// The associations were listed, before the first change; `date` is when they were asked for.
  mutating func loaded(
    _ result: Result<[Association], CloseError>, at date: Date
  ) -> [Action] {
    phase = .idle
    switch result {
    case .success(let associations):
      take(listing: associations, at: date)
      return []
    case .failure(let error):
      if error.kind == .unauthorized { refusal = error }
      return settleAll(error)
    }
  }

  /// The request was answered.
  ///
  /// `.success(nil)` is an answer without a body, as delete gives.
  mutating func answered(
    _ request: Request, _ result: Result<[Association]?, CloseError>, at date: Date
  ) -> [Action] {
    landed()
    switch result {
    case .success(let associations): return accept(request, associations, at: date)
    case .failure(let error): return refuse(request, error, at: date)
    }
  }

  /// What Close has now, after a request whose result was unknown; `date` is when it was asked for.
  ///
  /// A list that shows what was so before an earlier write of ours proves nothing: the request is
  /// sent again, which does no harm.
  mutating func readBack(
    _ request: Request, _ error: CloseError, _ result: Result<[Association], CloseError>,
    at date: Date
  ) -> [Action] {
    landed()
    guard case .success(let associations) = result else {
      // Nobody knows what holds now; the next change lists again.
      book = nil
      return fail(request, error, at: date)
    }
    let before = (book: book ?? [:], doubtful: doubtful)
    take(listing: associations, at: date)
    if error.kind == .invalid { return made(byOthers: request, error) }
    if request.explicit != nil {
      guard isSo(request) else { return resend(request, error, at: date) }
      note(request, at: date)
      return acceptExplicit(request, before)
    }
    var actions: [Action] = []
    var open: [Change] = []
    for change in request.changes {
      if let answer = verified(change, before) {
        note(change.user, at: date)
        actions.append(.settle(change.id, answer))
      } else {
        open.append(change)
      }
    }
    return open.isEmpty ? actions : actions + resend(request.narrowed(to: open), error, at: date)
  }

  /// Sends it again rather than trust a list that does not show it; at last looks again.
  private mutating func resend(
    _ request: Request, _ error: CloseError, at date: Date
  ) -> [Action] {
    var again = request
    guard request.resends < Self.mostResends else {
      guard request.looks < Self.waitsToLookAgain.count else {
        return fail(request, Self.notSeen(error), at: date)
      }
      again.looks += 1
      phase = .readingBack
      return [.readBack(again, error, after: Self.waitsToLookAgain[request.looks])]
    }
    again.resends += 1
    parts.insert(again.explicit == nil ? again.narrowed(to: again.changes) : again, at: 0)
    return []
  }

  /// Lists lag behind, so that not to be seen is no proof of not being made.
  private static func notSeen(_ error: CloseError) -> CloseError {
    error.adding(
      "It was sent \(mostResends + 1) times and looked for in Close's list after each, and the list does"
        + " not show it so far; lists may lag behind. 'sendas retry --ambiguous RUN' looks again.")
  }

  /// What was refused may be so already, by somebody who made it since the associations were listed.
  private mutating func made(byOthers request: Request, _ error: CloseError) -> [Action] {
    request.changes.map { change in
      switch (change.wish, book?[change.user]) {
      case (.grant, let association?): .settle(change.id, .alreadyGranted(association))
      case (.revoke, nil): .settle(change.id, .nothingToRevoke)
      default: .settle(change.id, .failed(error))
      }
    }
  }

  /// What was taken for true before an answer came.
  private typealias Before = (book: [UserID: Association], doubtful: Set<UserID>)

  private mutating func accept(
    _ request: Request, _ associations: [Association]?, at date: Date
  ) -> [Action] {
    let before = (book: book ?? [:], doubtful: doubtful)
    switch request.form {
    case .bulk: take(answer: associations ?? [])
    case .create:
      for association in associations ?? [] { book?[association.allowedUserID] = association }
    case .delete:
      for change in request.changes { book?[change.user] = nil }
    }
    doubtful.subtract(request.allowed + request.disallowed)
    note(request, at: date)
    if request.explicit != nil { return acceptExplicit(request, before) }
    return request.changes.map { change in
      .settle(change.id, verified(change, before) ?? .failed(Self.notAsAsked(change)))
    }
  }

  /// Remembers what holds now, against lists that do not show it yet.
  private mutating func note(_ request: Request, at date: Date) {
    for user in request.allowed + request.disallowed { note(user, at: date) }
  }

  private mutating func note(_ user: UserID, at date: Date) {
    own.note(user, book?[user].map { .there($0) } ?? .gone, at: date)
  }

  private mutating func acceptExplicit(_ request: Request, _ before: Before) -> [Action] {
    guard case .explicit(var explicit) = items.first else { return [] }
    let now = book ?? [:]
    explicit.granted += request.allowed.filter { user in
      now[user].map { Self.isNew($0, before) } ?? false
    }
    explicit.revoked += request.disallowed.filter { before.book[$0] != nil && now[$0] == nil }
    explicit.parts.removeFirst()
    items[0] = .explicit(explicit)
    guard isSo(request) else { return stop(explicit, Self.notAsAsked(nil)) }
    guard explicit.parts.isEmpty else { return [] }
    items.removeFirst()
    let (granted, revoked) = (explicit.granted, explicit.revoked)
    if let unchanged = explicit.unchanged {
      // Also those who were sent because of a doubt, and were there.
      let there = explicit.allowed.filter { !granted.contains($0) }
      let answer = Settlement.synced(
        granted: granted, revoked: revoked, unchanged: unchanged + there)
      return [.settle(explicit.id, answer)]
    }
    let associations = now.values.sorted { $0.id < $1.id }
    return [
      .settle(explicit.id, .replaced(by: associations, granted: granted, revoked: revoked))
    ]
  }

  private mutating func refuse(
    _ request: Request, _ error: CloseError, at date: Date
  ) -> [Action] {
    switch error.kind {
    case .ambiguous:
      phase = .readingBack
      return [.readBack(request, error, after: .zero)]
    case .invalid where error.status == 400 && request.form != .bulk:
      phase = .readingBack
      return [.readBack(request, error, after: .zero)]
    case .unauthorized:
      // Each 401 costs quota, and no other request of this key can fare better.
      refusal = error
      return fail(request, error, at: date) + settleAll(error)
    case .invalid where request.changes.count > 1 && error.status != 402:
      // 402 is about the account's plan and not about any of the people.
      return narrow(request, error)
    default:
      return fail(request, error, at: date)
    }
  }

  /// Fails what the error names, and sends the rest again; or halves, where it names nothing.
  private mutating func narrow(_ request: Request, _ error: CloseError) -> [Action] {
    let allowed = error.elementErrors(of: "allowed_user_ids").keys
    let disallowed = error.elementErrors(of: "disallowed_user_ids").keys
    let named = Set(
      request.allowed.enumerated().filter { allowed.contains($0.offset) }.map(\.element)
        + request.disallowed.enumerated().filter { disallowed.contains($0.offset) }.map(\.element))
    let bad = request.changes.filter { named.contains($0.user) }
    if !bad.isEmpty {
      let good = request.changes.filter { !named.contains($0.user) }
      if !good.isEmpty { parts.insert(Request(good), at: 0) }
      return bad.map { .settle($0.id, .failed(error)) }
    }
    let middle = request.changes.count / 2
    parts.insert(Request(Array(request.changes[middle...])), at: 0)
    parts.insert(Request(Array(request.changes[..<middle])), at: 0)
    return []
  }

  private mutating func fail(
    _ request: Request, _ error: CloseError, at date: Date
  ) -> [Action] {
    if error.kind == .ambiguous {
      for user in request.allowed + request.disallowed {
        own.note(user, .unknown, at: date)
        doubtful.insert(user)
      }
    }
    if request.explicit != nil, case .explicit(let explicit)? = items.first {
      return stop(explicit, error)
    }
    return request.changes.map { .settle($0.id, .failed(error)) }
  }

  private mutating func stop(_ explicit: Explicit, _ error: CloseError) -> [Action] {
    items.removeFirst()
    return [.settle(explicit.id, Self.stopped(explicit, error))]
  }

  /// Nothing that waits will be sent.
  mutating func settleAll(_ error: CloseError) -> [Action] {
    let changes = parts.flatMap(\.changes)
    let actions =
      changes.map { Action.settle($0.id, .failed(error)) }
      + items.map { item in
        switch item {
        case .change(let change): .settle(change.id, .failed(error))
        case .explicit(let explicit): .settle(explicit.id, Self.stopped(explicit, error))
        case .sync(let sync): .settle(sync.id, .failed(error))
        }
      }
    parts = []
    items = []
    seen = Seen()
    return actions
  }

  private static func stopped(_ explicit: Explicit, _ error: CloseError) -> Settlement {
    guard !explicit.granted.isEmpty || !explicit.revoked.isEmpty else { return .failed(error) }
    let made = explicit.granted.count + explicit.revoked.count
    let told = CloseError(
      error.kind,
      "\(error.message) Of the \(explicit.allowed.count + explicit.disallowed.count) people of this"
        + " change, \(made) had been changed before.",
      status: error.status, fieldErrors: error.fieldErrors, errors: error.errors, cause: error)
    return .stopped(told, granted: explicit.granted, revoked: explicit.revoked)
  }

  private func verified(_ change: Change, _ before: Before) -> Settlement? {
    switch (change.wish, book?[change.user]) {
    case (.grant, let association?):
      Self.isNew(association, before) ? .granted(association) : .alreadyGranted(association)
    case (.revoke, nil):
      before.doubtful.contains(change.user) && before.book[change.user] == nil
        ? .nothingToRevoke : .revoked
    default: nil
    }
  }

  /// Whether a request has made it; one that was sent because of a doubt may have been there.
  private static func isNew(_ association: Association, _ before: Before) -> Bool {
    let user = association.allowedUserID
    guard before.doubtful.contains(user) else { return before.book[user] == nil }
    return before.book[user]?.id != association.id
  }

  private func isSo(_ request: Request) -> Bool {
    request.allowed.allSatisfy { book?[$0] != nil }
      && request.disallowed.allSatisfy { book?[$0] == nil }
  }

  private static func notAsAsked(_ change: Change?) -> CloseError {
    let what = change.map { " for \($0.user)" } ?? ""
    return CloseError(
      .unexpectedAnswer,
      "Close accepted the change\(what), but its answer does not show it; list the associations"
        + " to see what holds now")
  }
}
