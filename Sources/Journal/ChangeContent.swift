public import Foundation

/// The bytes that equal changes of a run have in common: a digest of who asks for what in which task.
///
/// Two numbers and no `Data`, because a resumed run makes and looks up one for each of its changes.
public struct ChangeContent: Sendable, Hashable {
  private let high: UInt64
  private let low: UInt64

  /// The content of these 16 bytes; of more, as older programs have written them, the last ones count.
  public init(_ bytes: some Collection<UInt8>) {
    // A collection goes through its bytes one by one, and this is made for each row that is read.
    self =
      bytes.withContiguousStorageIfAvailable { ChangeContent(of: $0) }
      ?? Array(bytes).withUnsafeBufferPointer { ChangeContent(of: $0) }
  }

  /// The content of the bytes of these two numbers, of which the first is the highest of each.
  package init(head: (UInt64, UInt64)) { (high, low) = head }

  private init(of bytes: UnsafeBufferPointer<UInt8>) {
    let last = bytes.suffix(16)
    let middle = max(last.startIndex, last.endIndex - 8)
    high = last[..<middle].reduce(0) { $0 << 8 | UInt64($1) }
    low = last[middle...].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The last eight bytes; they tell contents apart, too, but for a few in many millions.
  package var mark: UInt64 { low }

  /// All 16, as the journal keeps them.
  public var bytes: Data {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) }
  }

  /// Adds all 16 to others.
  func append(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes.append(contentsOf: $0) }
  }

  /// Only a digest's bytes, and nobody chooses those.
  public func hash(into hasher: inout Hasher) { hasher.combine(low) }
}
