import CloseAPI
import Foundation

@testable import Runs

extension ChangeQueue {
  /// A queue of "me" whose associations were listed.
  static func make(book users: [String]) -> ChangeQueue {
    var queue = ChangeQueue()
    queue.grant("somebody", id: -1)
    _ = queue.next(still: true)
    _ = queue.withdraw(-1)
    _ = queue.loaded(.success(users.map { .make(UserID(rawValue: $0)) }), at: .now)
    return queue
  }

  mutating func next(still: Bool) -> [Action] {
    var unlimited = ChangeBudget(Guardrails())
    return next(still: still, budget: &unlimited)
  }

  mutating func grant(_ user: String, id: Int) {
    add(Change(id: id, user: UserID(rawValue: user), wish: .grant))
  }

  mutating func revoke(_ user: String, id: Int) {
    add(Change(id: id, user: UserID(rawValue: user), wish: .revoke))
  }
}

extension Association {
  static func make(_ allowed: UserID) -> Association {
    Association(
      id: AssociationID(rawValue: "sdas_\(allowed.rawValue)"), allowingUserID: "me",
      allowedUserID: allowed)
  }
}

extension ChangeQueue.Action {
  /// The action in a few words, for comparisons.
  var summary: String {
    switch self {
    case .load: "load"
    case .readBack(_, _, .zero): "read back"
    case .readBack(_, _, let delay): "read back after \(delay)"
    case .send(let request):
      (["\(request.form)"] + request.allowed.map { "+\($0.rawValue)" }
        + request.disallowed.map { "-\($0.rawValue)" }).joined(separator: " ")
    case .settle(let id, let settlement): "\(id) \(settlement.summary)"
    }
  }

  /// The same without the names of many people.
  var brief: String {
    if case .settle(let id, .replaced(_, let granted, let revoked)) = self {
      return "\(id) replaced: \(granted.count) granted, \(revoked.count) revoked"
    }
    return summary
  }
}

extension ChangeQueue.Settlement {
  var summary: String {
    switch self {
    case .granted: "granted"
    case .alreadyGranted: "already granted"
    case .revoked: "revoked"
    case .nothingToRevoke: "nothing to revoke"
    case .replaced(let all, let granted, let revoked):
      "replaced by \(all.map(\.allowedUserID.rawValue).sorted().joined(separator: ",")):"
        + " \(granted.count) granted, \(revoked.count) revoked"
    case .synced(let granted, let revoked, let unchanged):
      "synced: \(granted.count) granted, \(revoked.count) revoked, \(unchanged.count) unchanged"
    case .refused: "refused"
    case .failed(let error): "failed: \(error.kind.rawValue)"
    case .stopped(let error, let granted, let revoked):
      "stopped: \(error.kind.rawValue), \(granted.count) granted, \(revoked.count) revoked"
    }
  }
}

extension [ChangeQueue.Action] {
  var summaries: [String] { map(\.summary) }

  var requests: [ChangeQueue.Request] {
    compactMap { if case .send(let request) = $0 { request } else { nil } }
  }
}
