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
    var text = Array("sha256:".utf8)
    for byte in digest.bytes {
      text.append(Self.digits[Int(byte >> 4)])
      text.append(Self.digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// Of all of something at once.
  public static func text(of data: Data) -> String {
    var digest = ContentDigest()
    digest.add(data)
    return digest.text
  }
}
