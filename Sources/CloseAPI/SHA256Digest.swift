import Crypto

/// SHA-256 of bytes, for whatever has to be known again or proven without being shown.
package enum SHA256Digest {
  /// The 32 bytes.
  package static func bytes(of message: some Sequence<UInt8>) -> [UInt8] {
    Array(SHA256.hash(data: Array(message)))
  }
}
