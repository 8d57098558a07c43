import CloseAPI
public import Journal

extension Plan {
  /// A change that cannot be taken back.
  public struct Irreversible: Sendable {
    /// The change as the journal has it.
    public let operation: OperationRecord
    /// Why, in words.
    public let reason: String
  }

  /// The inverse of what a run has changed, and nothing else.
  ///
  /// Changes of one pair that cancel each other are left out.
  ///
  /// - Parameter operations: All operations of the run, in their order.
  /// - Returns: The plan, whose people are named by their ids; and what cannot be undone.
  public static func undoing(_ operations: [OperationRecord]) -> (
    plan: Plan, irreversible: [Irreversible]
  ) {
    var net = NetChanges()
    var irreversible: [Irreversible] = []
    for operation in operations where Operation.Kind.changes.contains(operation.kind) {
      switch operation.state {
      case .intent, .ambiguous:
        irreversible.append(
          Irreversible(
            operation: operation,
            reason: "whether it was made is not known; resume the run first"))
      case .done where ["POST", "PUT", "DELETE"].contains(operation.kind):
        irreversible.append(
          Irreversible(operation: operation, reason: "what it was before is not known"))
      case .done, .failed: net.add(operation)
      case .unchanged, .withdrawn: break
      }
    }
    var plan = Plan()
    plan.changes = net.inverse
    return (plan, irreversible)
  }
}

/// What a run has made of each pair: from what to what.
private struct NetChanges {
  private var allowing: [UserID] = []
  private var pairs: [UserID: [(user: UserID, was: Bool, isThere: Bool)]] = [:]

  mutating func add(_ operation: OperationRecord) {
    let identity = UserID(operation.identity)
    let (granted, revoked) = operation.effect
    for user in granted { change(user, of: identity, to: true) }
    for user in revoked { change(user, of: identity, to: false) }
  }

  private mutating func change(_ user: UserID, of identity: UserID, to isThere: Bool) {
    if pairs[identity] == nil { allowing.append(identity) }
    if let index = pairs[identity]?.firstIndex(where: { $0.user == user }) {
      pairs[identity]?[index].isThere = isThere
    } else {
      pairs[identity, default: []].append((user, !isThere, isThere))
    }
  }

  var inverse: [Plan.Change] {
    allowing.compactMap { identity in
      let changed = (pairs[identity] ?? []).filter { $0.was != $0.isThere }
      guard !changed.isEmpty else { return nil }
      func people(_ isThere: Bool) -> [Plan.Person] {
        changed.filter { $0.isThere == isThere }
          .map { Plan.Person(id: $0.user, email: $0.user.rawValue) }
      }
      return Plan.Change(
        allowing: Plan.Person(id: identity, email: identity.rawValue), granted: people(false),
        revoked: people(true))
    }
  }
}
