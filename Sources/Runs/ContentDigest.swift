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
  public var text: String { "sha256:" + Self.digits(of: digest.bytes[...]) }

  private static func digits(of bytes: ArraySlice<UInt8>) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      for (place, byte) in bytes.enumerated() {
        text[2 * place] = Self.digits[Int(byte >> 4)]
        text[2 * place + 1] = Self.digits[Int(byte & 15)]
      }
      return 2 * bytes.count
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// The first 16 hexadecimal digits, for what only has to be told from others of its kind.
  package static func short(of bytes: [UInt8]) -> String {
    let head = SHA256Digest.head(of: bytes).0
    return String(unsafeUninitializedCapacity: 16) { text in
      for place in 0..<16 { text[place] = Self.digits[Int(head >> (60 - 4 * place) & 15)] }
      return 16
    }
  }

  /// Of all of something at once.
  public static func text(of data: Data) -> String {
    var digest = ContentDigest()
    digest.add(data)
    return digest.text
  }
}
