/// By what a change is recognised within a run.
public struct ChangeKey: Sendable, Hashable {
  /// Equal changes of one task have the same.
  public var content: ChangeContent
  /// Which of them it is, from 1.
  public var occurrence: Int

  /// Puts the two together.
  public init(content: ChangeContent, occurrence: Int) {
    (self.content, self.occurrence) = (content, occurrence)
  }
}
