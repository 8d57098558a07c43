/// Where the pacer keeps what it has learned, from one run to the next.
public protocol PacingMemory: Sendable {
  /// Changes the text that is kept, while no other program can: `change` is given what is there,
  /// empty at first, and returns what shall be there; the same text for no change.
  ///
  /// - Throws: Whatever keeps the text from being read or written.
  func update(_ change: (String) -> String) throws
}
