import CloseAPI
public import Foundation

/// The digest by which a file is known again: SHA-256 of what is added piece by piece.
public struct ContentDigest: Sendable {
  private var digest = SHA256Digest()

  /// The digest of nothing yet.
  public init() {}

  /// Adds a piece.
  public mutating func add(_ piece: Data) { digest.add(piece) }

  /// `sha256:` and 64 hexadecimal digits.
  public var text: String {
    let hex = digest.bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }
    return "sha256:" + hex.joined()
  }

  /// Of all of something at once.
  public static func text(of data: Data) -> String {
    var digest = ContentDigest()
    digest.add(data)
    return digest.text
  }
}
