import CloseAPI
import Foundation
import Runs
import Scripting

/// Shows changes before they are sent, and asks.
struct ChangeQuestion: Sendable {
  /// More are counted only.
  private static let mostShown = 40

  let engine: RunEngine
  let source: any LineSource

  /// - Returns: nil for yes, else why nothing is sent.
  func refusal(_ wishes: [ChangeGate.Wish]) async -> String? {
    var allowed: [ChangeGate.Wish] = []
    // What a rule refuses is refused without a question.
    for wish in wishes where await !isRefused(wish) { allowed.append(wish) }
    let lines = await describe(allowed)
    guard lines.contains(where: { !$0.hasPrefix("=") }) else { return nil }
    let shown = lines.prefix(Self.mostShown).map { "  " + $0 }
    let more = lines.count > shown.count ? ["  … and \(lines.count - shown.count) more"] : []
    Terminal.clearProgress()
    for line in ["This would happen:"] + shown + more { Terminal.error(line) }
    return await YesOrNo(source: source).refusal("Send it?")
  }

  private func isRefused(_ wish: ChangeGate.Wish) async -> Bool {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    let operation = Runs.Operation(wish.kind, as: wish.identity)
    return (try? await engine.refusal(of: operation)) != nil
  }

  /// A line per pair; one that begins with "=" is so already.
  private func describe(_ wishes: [ChangeGate.Wish]) async -> [String] {
    var standing: [UserID: [Association]] = [:]
    var lines: [String] = []
    for wish in wishes {
      let identity = wish.identity
      if standing[identity.id] == nil { standing[identity.id] = await associations(of: identity) }
      let changes = Self.changes(wish.kind, standing[identity.id] ?? [])
      for (user, isGrant) in changes.pairs {
        let isThere = standing[identity.id]?.contains { $0.allowedUserID == user }
        lines.append(Self.line(await email(user), identity.me.email, isGrant, isThere))
      }
      if let other = changes.other { lines.append("~ \(identity.me.email): \(other)") }
    }
    return lines
  }

  private static func line(
    _ user: String, _ identity: String, _ isGrant: Bool, _ isThere: Bool?
  ) -> String {
    switch (isGrant, isThere) {
    case (true, true?): "= \(user) may send as \(identity) already"
    case (false, false?): "= \(user) may not send as \(identity) anyway"
    case (true, _): "+ \(user) may send as \(identity)"
    case (false, _): "- \(user) may no longer send as \(identity)"
    }
  }

  /// Whom the identity allows now; nil where Close does not tell.
  private func associations(of identity: Identity) async -> [Association]? {
    let operation = Runs.Operation(.list(allowing: identity.id, allowed: nil), as: identity)
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    guard case .associations(let all)? = try? await engine.perform(operation) else { return nil }
    return all
  }

  private func email(_ user: UserID) async -> String {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    return (try? await engine.person(user.rawValue))?.email ?? user.rawValue
  }

  private static func changes(
    _ kind: Runs.Operation.Kind, _ standing: [Association]
  ) -> (pairs: [(UserID, isGrant: Bool)], other: String?) {
    switch kind {
    case .grant(let user): return ([(user, true)], nil)
    case .revoke(.person(let user)): return ([(user, false)], nil)
    case .revoke(.association(let id)):
      let user = standing.first { $0.id == id }?.allowedUserID
      return user.map { ([($0, false)], nil) } ?? ([], "association \(id) is taken back")
    case .bulk(let bulk):
      return (bulk.allowed.map { ($0, true) } + bulk.disallowed.map { ($0, false) }, nil)
    case .sync(let users, let prunes):
      let others = prunes ? standing.map(\.allowedUserID).filter { !users.contains($0) } : []
      return (users.map { ($0, true) } + others.map { ($0, false) }, nil)
    case .request(let request):
      return ([], request.isRead ? nil : "\(request.method.rawValue) \(request.path)")
    case .me, .list, .get: return ([], nil)
    }
  }
}
