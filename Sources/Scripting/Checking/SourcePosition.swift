/// A place in a script's text.
package struct SourcePosition: Hashable, Comparable, Sendable {
  /// From 1.
  package var line: Int
  /// In characters, from 1.
  package var column: Int

  /// In the order of the text.
  package static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
