/// A pair of a plan that is not as it was when the plan was made.
public struct DriftedPair: Sendable, Equatable {
  /// Whose permission it is.
  public var allowing: Plan.Person
  /// Who may, or may not, send as them.
  public var allowed: Plan.Person
  /// Whether the permission is there now.
  public var isThere: Bool
}

/// A pair of a plan that a guardrail does not let change.
public struct RefusedPair: Sendable, Equatable {
  /// Whose permission it is.
  public var allowing: Plan.Person
  /// Who may, or may not, send as them.
  public var allowed: Plan.Person
  /// The rule, and what lifts it.
  public var reason: String
}

/// What stands in the way of a plan.
public struct PlanObstacles: Sendable, Equatable {
  /// Pairs that are not as the plan expects.
  public var drifted: [DriftedPair] = []
  /// Pairs that a rule of the run refuses.
  public var refused: [RefusedPair] = []
  /// Changes that cannot be made: their person has no usable credential; with the reason.
  public var impossible: [(change: Plan.Change, reason: String)] = []

  /// Whether there is none.
  public var isEmpty: Bool { drifted.isEmpty && refused.isEmpty && impossible.isEmpty }

  /// Whether the same pairs and people are concerned.
  public static func == (left: PlanObstacles, right: PlanObstacles) -> Bool {
    left.drifted == right.drifted && left.refused == right.refused
      && left.impossible.map(\.change) == right.impossible.map(\.change)
  }
}
