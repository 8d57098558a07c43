public import Foundation

/// By what a change is recognised within a run.
public struct ChangeKey: Sendable, Hashable {
  /// Equal changes of one task have equal bytes.
  public var content: Data
  /// Which of them it is, from 1.
  public var occurrence: Int

  /// Puts the two together.
  public init(content: Data, occurrence: Int) {
    (self.content, self.occurrence) = (content, occurrence)
  }

  /// By the content's last bytes: a resumed run looks for each of its changes, and contents are digests.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(occurrence)
    content.withUnsafeBytes { bytes in
      hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.suffix(8)))
    }
  }
}
