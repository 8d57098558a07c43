import GRDB

/// How many changes of a kind a run has in a state.
public struct ChangeCount: Sendable, Hashable {
  /// The kind, for example "grant".
  public var kind: String
  /// The state.
  public var state: OperationState
  /// How many.
  public var number: Int

  /// Puts the three together.
  public init(kind: String, state: OperationState, number: Int) {
    (self.kind, self.state, self.number) = (kind, state, number)
  }
}

extension ChangeCount {
  init(row: Row) throws {
    let word = try row.decode(String.self, forColumn: "state")
    guard let state = OperationState(rawValue: word) else { throw UnreadableValue(text: word) }
    self.init(
      kind: try row.decode(forColumn: "kind"), state: state,
      number: try row.decode(forColumn: "number"))
  }
}
