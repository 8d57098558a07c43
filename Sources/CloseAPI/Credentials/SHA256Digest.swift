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

  /// The 32 bytes of all of a message at once.
  package static func bytes(of message: [UInt8]) -> [UInt8] {
    var digest = SHA256Digest()
    digest.add(message)
    return digest.bytes
  }

  /// The first 16 bytes, as two numbers whose first byte is the highest.
  ///
  /// Of an array and without another for the result: each change asks twice, from other modules.
  package static func head(of message: [UInt8]) -> (UInt64, UInt64) {
    var hash = SHA256()
    message.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hash.finalize().withUnsafeBytes { bytes in
      let first = bytes.loadUnaligned(as: UInt64.self)
      let second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      return (UInt64(bigEndian: first), UInt64(bigEndian: second))
    }
  }
}
