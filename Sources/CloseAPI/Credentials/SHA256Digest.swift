import Crypto

/// SHA-256 of bytes, for whatever has to be known again or proven without being shown.
package struct SHA256Digest: Sendable {
  private var hash = SHA256()

  /// The digest of nothing yet.
  package init() {}

  private init(hash: SHA256) { self.hash = hash }

  /// Adds a piece of the message.
  package mutating func add(_ piece: some Sequence<UInt8>) { hash.update(data: Array(piece)) }

  /// The 32 bytes for all that was added.
  package var bytes: [UInt8] { hash.finalize().withUnsafeBytes { [UInt8]($0) } }

  /// The 32 bytes.
  package static func bytes(of message: some Sequence<UInt8>) -> [UInt8] {
    var digest = SHA256Digest()
    digest.add(message)
    return digest.bytes
  }

  /// The 32 bytes; each change of a run has one, and in another module the one above is slow.
  package static func bytes(of message: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    message.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return SHA256Digest(hash: hash).bytes
  }
}
