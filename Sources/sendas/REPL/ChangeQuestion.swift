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
    guard source.isPerson else {
      return "not sent: nobody can be asked, because standard input is not a terminal;"
        + " write :yes in a line before"
    }
    let lines = await describe(wishes)
    guard lines.contains(where: { !$0.hasPrefix("=") }) else { return nil }
    let shown = lines.prefix(Self.mostShown).map { "  " + $0 }
    let more = lines.count > shown.count ? ["  … and \(lines.count - shown.count) more"] : []
    Terminal.clearProgress()
    for line in ["This would happen:"] + shown + more { Terminal.error(line) }
    while true {
      guard case .line(let answer) = await source.answer("Send it? [y/N] ") else {
        return "not sent: there was no yes"
      }
      switch answer.lowercased().trimmingCharacters(in: .whitespaces) {
      case "y", "yes": return nil
      case "", "n", "no": return "not sent: you said no"
      default:
        Terminal.error("y sends it, n does not; :yes, in a line of its own, sends without asking")
      }
    }
  }

  /// A line per pair; one that begins with "=" is so already.
  private func describe(_ wishes: [ChangeGate.Wish]) async -> [String] {
    var standing: [UserID: Set<UserID>] = [:]
    var lines: [String] = []
    for wish in wishes {
      let identity = wish.identity
      if standing[identity.id] == nil { standing[identity.id] = await allowed(by: identity) }
      let pairs = await Self.pairs(wish.kind, engine)
      for (user, isGrant) in pairs.known {
        let who = await email(user)
        let has = standing[identity.id]?.contains(user)
        let text = isGrant ? "may send as" : "may no longer send as"
        switch (isGrant, has) {
        case (true, true?): lines.append("= \(who) may send as \(identity.me.email) already")
        case (false, false?): lines.append("= \(who) may not send as \(identity.me.email) anyway")
        case (true, _): lines.append("+ \(who) \(text) \(identity.me.email)")
        case (false, _): lines.append("- \(who) \(text) \(identity.me.email)")
        }
      }
      if let other = pairs.other { lines.append("~ \(identity.me.email): \(other)") }
    }
    return lines
  }

  /// Whom the identity allows now; nil where Close does not tell.
  private func allowed(by identity: Identity) async -> Set<UserID>? {
    let operation = Runs.Operation(.list(allowing: identity.id, allowed: nil), as: identity)
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    guard case .associations(let all)? = try? await engine.perform(operation) else { return nil }
    return Set(all.map(\.allowedUserID))
  }

  private func email(_ user: UserID) async -> String {
    engine.stillness.moves()
    defer { engine.stillness.rests() }
    return (try? await engine.person(user.rawValue))?.email ?? user.rawValue
  }

  private static func pairs(
    _ kind: Runs.Operation.Kind, _ engine: RunEngine
  ) async -> (known: [(UserID, isGrant: Bool)], other: String?) {
    switch kind {
    case .grant(let user): ([(user, true)], nil)
    case .revoke(.person(let user)): ([(user, false)], nil)
    case .revoke(.association(let id)): ([], "association \(id) is taken back")
    case .bulk(let bulk):
      (bulk.allowed.map { ($0, true) } + bulk.disallowed.map { ($0, false) }, nil)
    case .sync(let users, let prunes):
      (users.map { ($0, true) }, prunes ? "everybody else is taken back" : nil)
    case .request(let request):
      request.isRead ? ([], nil) : ([], "\(request.method.rawValue) \(request.path)")
    case .me, .list, .get: ([], nil)
    }
  }
}
