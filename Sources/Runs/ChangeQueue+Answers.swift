import CloseAPI

// What the queue makes of answers, and of requests whose result is unknown.
extension ChangeQueue {
  /// The associations were listed, before the first change.
  mutating func loaded(_ result: Result<[Association], CloseError>) -> [Action] {
    phase = .idle
    switch result {
    case .success(let associations):
      replaceBook(associations)
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
    _ request: Request, _ result: Result<[Association]?, CloseError>
  ) -> [Action] {
    landed()
    switch result {
    case .success(let associations): return accept(request, associations)
    case .failure(let error): return refuse(request, error)
    }
  }

  /// What Close has now, after a request whose result was unknown.
  mutating func readBack(
    _ request: Request, _ error: CloseError, _ result: Result<[Association], CloseError>
  ) -> [Action] {
    landed()
    guard case .success(let associations) = result else {
      // Nobody knows what holds now; the next change lists again.
      book = nil
      return fail(request, error)
    }
    let before = book ?? [:]
    replaceBook(associations)
    if error.kind == .invalid { return made(byOthers: request, error) }
    if request.explicit != nil {
      return isSo(request) ? acceptExplicit(request, before: before) : resend(request, error)
    }
    var actions: [Action] = []
    var open: [Change] = []
    for change in request.changes {
      if let answer = verified(change) {
        actions.append(.settle(change.id, answer))
      } else {
        open.append(change)
      }
    }
    return open.isEmpty ? actions : actions + resend(request.narrowed(to: open), error)
  }

  /// Sends it again rather than trust a list that does not show it; at last looks again.
  private mutating func resend(_ request: Request, _ error: CloseError) -> [Action] {
    var again = request
    guard request.resends < Self.mostResends else {
      guard request.looks < Self.waitsToLookAgain.count else { return fail(request, error) }
      again.looks += 1
      phase = .readingBack
      return [.readBack(again, error, after: Self.waitsToLookAgain[request.looks])]
    }
    again.resends += 1
    parts.insert(again.explicit == nil ? again.narrowed(to: again.changes) : again, at: 0)
    return []
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

  private mutating func accept(_ request: Request, _ associations: [Association]?) -> [Action] {
    let before = book ?? [:]
    switch request.form {
    case .bulk: replaceBook(associations ?? [])
    case .create:
      for association in associations ?? [] { book?[association.allowedUserID] = association }
    case .delete:
      for change in request.changes { book?[change.user] = nil }
    }
    if request.explicit != nil { return acceptExplicit(request, before: before) }
    return request.changes.map { change in
      .settle(change.id, verified(change) ?? .failed(Self.notAsAsked(change)))
    }
  }

  private mutating func acceptExplicit(
    _ request: Request, before: [UserID: Association]
  ) -> [Action] {
    guard case .explicit(var explicit) = items.first else { return [] }
    let now = book ?? [:]
    explicit.granted += request.allowed.filter { before[$0] == nil && now[$0] != nil }
    explicit.revoked += request.disallowed.filter { before[$0] != nil && now[$0] == nil }
    explicit.parts.removeFirst()
    items[0] = .explicit(explicit)
    guard isSo(request) else { return fail(request, Self.notAsAsked(nil)) }
    guard explicit.parts.isEmpty else { return [] }
    items.removeFirst()
    let (granted, revoked) = (explicit.granted, explicit.revoked)
    if let unchanged = explicit.unchanged {
      let answer = Settlement.synced(granted: granted, revoked: revoked, unchanged: unchanged)
      return [.settle(explicit.id, answer)]
    }
    let associations = now.values.sorted { $0.id < $1.id }
    return [
      .settle(explicit.id, .replaced(by: associations, granted: granted, revoked: revoked))
    ]
  }

  private mutating func refuse(_ request: Request, _ error: CloseError) -> [Action] {
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
      return fail(request, error) + settleAll(error)
    case .invalid where request.changes.count > 1 && error.status != 402:
      // 402 is about the account's plan and not about any of the people.
      return narrow(request, error)
    default:
      return fail(request, error)
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

  private mutating func fail(_ request: Request, _ error: CloseError) -> [Action] {
    if request.explicit != nil, case .explicit(let explicit)? = items.first {
      items.removeFirst()
      return [.settle(explicit.id, Self.stopped(explicit, error))]
    }
    return request.changes.map { .settle($0.id, .failed(error)) }
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

  private func verified(_ change: Change) -> Settlement? {
    switch (change.wish, book?[change.user]) {
    case (.grant, let association?): .granted(association)
    case (.revoke, nil): .revoked
    default: nil
    }
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
