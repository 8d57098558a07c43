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
      return settleAll(.failed(error))
    }
  }

  /// The request was answered.
  ///
  /// `.success(nil)` is an answer without a body, as delete gives.
  mutating func answered(
    _ request: Request, _ result: Result<[Association]?, CloseError>
  ) -> [Action] {
    phase = .idle
    switch result {
    case .success(let associations): return accept(request, associations)
    case .failure(let error): return refuse(request, error)
    }
  }

  /// What Close has now, after a request whose result was unknown.
  mutating func readBack(
    _ request: Request, _ error: CloseError, _ result: Result<[Association], CloseError>
  ) -> [Action] {
    phase = .idle
    guard case .success(let associations) = result else { return fail(request, error) }
    let before = book ?? [:]
    replaceBook(associations)
    if request.explicit != nil {
      if isSo(request) { return acceptExplicit(request, before: before) }
      return resend(request, error)
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
    guard !open.isEmpty else { return actions }
    // A bulk names the state wanted, so sending it twice does no harm; create does not promise that.
    var again = Self.request(for: open, forceBulk: true)
    again.resends = request.resends
    return actions + resend(again, error)
  }

  private mutating func resend(_ request: Request, _ error: CloseError) -> [Action] {
    guard request.resends < Self.mostResends else { return fail(request, error) }
    var again = request
    again.resends += 1
    parts.insert(again, at: 0)
    return []
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
    guard case .explicit(let id, var bulks, var granted, var revoked) = items.first else {
      return []
    }
    let now = book ?? [:]
    granted += request.allowed.count { before[$0] == nil && now[$0] != nil }
    revoked += request.disallowed.count { before[$0] != nil && now[$0] == nil }
    bulks.removeFirst()
    guard bulks.isEmpty else {
      items[0] = .explicit(id: id, parts: bulks, granted: granted, revoked: revoked)
      return []
    }
    items.removeFirst()
    guard isSo(request) else {
      return [.settle(id, .failed(Self.notAsAsked(nil)))]
    }
    let associations = now.values.sorted { $0.id.rawValue < $1.id.rawValue }
    return [.settle(id, .replaced(by: associations, granted: granted, revoked: revoked))]
  }

  private mutating func refuse(_ request: Request, _ error: CloseError) -> [Action] {
    switch error.kind {
    case .ambiguous:
      phase = .readingBack
      return [.readBack(request, error)]
    case .unauthorized:
      // Each 401 costs quota, and no other request of this key can fare better.
      refusal = error
      return fail(request, error) + settleAll(.failed(error))
    case .invalid where request.form == .bulk && request.changes.count > 1:
      return narrow(request, error)
    default:
      return fail(request, error)
    }
  }

  /// Fails what the error names, and sends the rest again; or halves, where it names nothing.
  private mutating func narrow(_ request: Request, _ error: CloseError) -> [Action] {
    let named = Set(
      error.elementErrors(of: "allowed_user_ids").keys.compactMap { request.allowed[checked: $0] }
        + error.elementErrors(of: "disallowed_user_ids").keys.compactMap {
          request.disallowed[checked: $0]
        })
    let bad = request.changes.filter { named.contains($0.user) }
    if !bad.isEmpty {
      let good = request.changes.filter { !named.contains($0.user) }
      if !good.isEmpty { parts.insert(Self.request(for: good), at: 0) }
      return bad.map { .settle($0.id, .failed(error)) }
    }
    let middle = request.changes.count / 2
    parts.insert(Self.request(for: Array(request.changes[middle...])), at: 0)
    parts.insert(Self.request(for: Array(request.changes[..<middle])), at: 0)
    return []
  }

  private mutating func fail(_ request: Request, _ error: CloseError) -> [Action] {
    if request.explicit != nil, !items.isEmpty { items.removeFirst() }
    return request.callers.map { .settle($0, .failed(error)) }
  }

  mutating func settleAll(_ settlement: Settlement) -> [Action] {
    let callers =
      parts.flatMap { $0.changes.map(\.id) }
      + items.map { item in
        switch item {
        case .change(let change): change.id
        case .explicit(let id, _, _, _): id
        }
      }
    parts = []
    items = []
    return callers.map { .settle($0, settlement) }
  }

  // MARK: The book

  private mutating func replaceBook(_ associations: [Association]) {
    book = Dictionary(associations.map { ($0.allowedUserID, $0) }) { _, latest in latest }
  }

  private func verified(_ change: Change) -> Settlement? {
    switch (change.wish, book?[change.user]) {
    case (.grant, let association?): .granted(association)
    case (.revoke, nil): .revoked
    default: nil
    }
  }

  private func isSo(_ bulk: Request) -> Bool {
    bulk.allowed.allSatisfy { book?[$0] != nil } && bulk.disallowed.allSatisfy { book?[$0] == nil }
  }

  private static func notAsAsked(_ change: Change?) -> CloseError {
    let what = change.map { " for \($0.user)" } ?? ""
    return CloseError(
      .unexpectedAnswer,
      "Close accepted the change\(what), but its answer does not show it; list the associations"
        + " to see what holds now")
  }
}

extension Array {
  fileprivate subscript(checked index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
