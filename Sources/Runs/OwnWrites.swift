import CloseAPI
import Foundation
import Journal

/// What was written of an identity's permissions not long ago, by this run or another of this
/// machine.
///
/// Close's lists may show what was so some time before. An answer to a write is newer, so what a
/// list says against it is doubted: the pair is then sent rather than taken as it is listed.
struct OwnWrites: Sendable {
  /// How long a list may lag behind; observed were 30 to 60 s (`close-api.md`, section 3).
  static let lag: TimeInterval = 120

  enum State: Sendable {
    /// The permission stands; the association where the answer has shown it.
    case there(Association?)
    case gone
    /// Whether the write took effect is not known.
    case unknown
  }

  private var writes: [UserID: (state: State, at: Date)] = [:]
  /// Old ones are cleared away when there are so many.
  private var room = 1000

  mutating func note(_ user: UserID, _ state: State, at date: Date) {
    writes[user] = (state, date)
    guard writes.count > room else { return }
    writes = writes.filter { Self.isRecent($0.value.at, at: date) }
    room = max(1000, 2 * writes.count)
  }

  /// Adds what is known from elsewhere; what is here already is newer.
  mutating func add(_ others: OwnWrites) { writes.merge(others.writes) { own, _ in own } }

  private static func isRecent(_ date: Date, at now: Date) -> Bool {
    now.timeIntervalSince(date) < lag
  }

  /// What to take for true after a listing.
  ///
  /// - Parameters:
  ///   - listing: What was listed.
  ///   - date: When the request for it left.
  /// - Returns: The associations, and the people of whom it is in doubt whether they are right.
  func corrected(
    _ listing: [UserID: Association], at date: Date
  ) -> (book: [UserID: Association], doubtful: Set<UserID>) {
    var book = listing
    var doubtful: Set<UserID> = []
    for (user, write) in writes where Self.isRecent(write.at, at: date) {
      switch write.state {
      case .there(let association):
        guard listing[user] == nil || association.map({ $0.id != listing[user]?.id }) == true
        else { continue }
        book[user] = association ?? listing[user]
      case .gone:
        guard listing[user] != nil else { continue }
        book[user] = nil
      case .unknown: break
      }
      doubtful.insert(user)
    }
    return (book, doubtful)
  }
}

extension OwnWrites {
  /// What operations in the journal have written, by identity.
  ///
  /// - Parameter operations: In the order in which they were made.
  /// - Returns: Those who have written something, each with all of it.
  static func byIdentity(_ operations: [OperationRecord]) -> [UserID: OwnWrites] {
    var all: [UserID: OwnWrites] = [:]
    for operation in operations {
      let identity = UserID(operation.identity)
      // Nobody knows when it left: it may have waited long for the limit.
      let date = operation.endedAt ?? .now
      switch operation.state {
      case .done, .failed:
        let (granted, revoked) = operation.effect
        let associations = operation.associationsAfter
        for user in granted {
          all[identity, default: OwnWrites()].note(user, .there(associations[user]), at: date)
        }
        for user in revoked { all[identity, default: OwnWrites()].note(user, .gone, at: date) }
      case .intent, .ambiguous:
        for user in operation.users {
          all[identity, default: OwnWrites()].note(user, .unknown, at: date)
        }
      case .unchanged, .withdrawn: break
      }
    }
    return all
  }
}
