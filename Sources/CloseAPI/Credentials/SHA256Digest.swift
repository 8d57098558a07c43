import Crypto

/// SHA-256 of bytes, for whatever has to be known again or proven without being shown.
package struct SHA256Digest: Sendable {
  private var hash = SHA256()

  /// The digest of nothing yet.
  package init() {}

  /// Adds a piece of the message.
  package mutating func add(_ piece: some Sequence<UInt8>) { hash.update(data: Array(piece)) }

  /// The 32 bytes for all that was added.
  package var bytes: [UInt8] { hash.finalize().withUnsafeBytes { [UInt8]($0) } }

  /// The 32 bytes.
  ///
  /// Of an array: other modules call this for each change, and what is generic is slow from there.
  package static func bytes(of message: [UInt8]) -> [UInt8] {
    var digest = SHA256Digest()
    message.withUnsafeBytes { digest.hash.update(bufferPointer: $0) }
    return digest.bytes
  }
}
